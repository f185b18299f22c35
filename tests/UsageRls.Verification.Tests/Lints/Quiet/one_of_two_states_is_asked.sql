alter table public.org_members add status text not null default 'active', add accepted_at timestamptz;
create function private.my_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select m.org_id from public.org_members m where m.user_id = auth.uid() and m.status = 'active' $$;
alter policy inv_read on public.invoices using (org_id in (select private.my_orgs()));
alter policy inv_add on public.invoices with check (created_by = (select auth.uid()) and org_id in (select private.my_orgs()));
alter policy "Members can view their organizations" on public.organizations using (id in (select private.my_orgs()));
alter policy "Members can view their organizations' usage" on public.usage_events using (org_id in (select private.my_orgs()));
alter policy "Members can record their own usage" on public.usage_events with check (user_id = (select auth.uid())
  and org_id in (select private.my_orgs()))
