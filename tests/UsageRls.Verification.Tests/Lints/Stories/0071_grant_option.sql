-- story: a table is handed on
-- object: public.invoices
-- severity: medium
-- broken
grant delete on public.invoices to authenticated with grant option
-- attack as eve
grant delete on public.invoices to public;
select has_table_privilege('anon', 'public.invoices', 'delete')
