-- The policies call a security definer function that returns an array, without a subselect; so PostgreSQL also calls it at planning.
create function private.my_organizations() returns uuid[]
  language sql stable security definer set search_path = ''
as $$
  select array(select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
$$;

alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id = any (private.my_organizations()));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id = any (private.my_organizations()));
