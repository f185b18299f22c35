-- none of: 0015_definer_function_callable
create schema backstage;
create function backstage.my_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select m.org_id from public.org_members m where m.user_id = auth.uid() $$;
alter policy inv_read on public.invoices using (org_id in (select backstage.my_orgs()))
