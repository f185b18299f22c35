-- story: invoices are deleted by a mark
-- object: public.invoices.deleted_at
-- severity: note
-- broken
alter table public.invoices add deleted_at timestamptz;
update public.invoices set deleted_at = now(), status = 'gone' where org_id = '00000000-0000-4000-8000-0000000000a0'
-- attack as ann
select count(*) > 0 from public.invoices where status = 'gone'
