-- story: a function that policies call
-- object: private.mine()
-- severity: high
-- broken as administrator
create function private.mine() returns boolean language sql stable set search_path = pg_catalog, pg_temp as 'select true';
alter policy inv_read on public.invoices using (private.mine() and created_by = (select auth.uid()));
alter function private.mine() owner to authenticated
-- attack as eve
alter function private.mine() volatile;
select true
