-- story: an inheriting table is named
-- object: public.old_invoices
-- severity: critical
-- broken
create table public.old_invoices () inherits (public.invoices);
insert into public.old_invoices (org_id) values ('00000000-0000-4000-8000-0000000000b0');
grant select on public.old_invoices to authenticated
-- attack as eve
select count(*) > 0 from public.old_invoices
