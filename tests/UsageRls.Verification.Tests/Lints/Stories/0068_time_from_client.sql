-- story: an invoice is dated back
-- object: public.invoices.created_at
-- severity: note
-- broken
grant insert (created_at) on public.invoices to authenticated
-- attack as ann
insert into public.invoices (org_id, created_by, created_at) values ('00000000-0000-4000-8000-0000000000a0',
  '00000000-0000-4000-8000-0000000000a1', '1970-01-01');
select true
