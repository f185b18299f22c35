-- A security definer function returns the caller's organisations as a set; the policies use `in`, for which PostgreSQL hashes the set.
create function private.my_organizations() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select m.org_id from public.org_members m where m.user_id = (select auth.uid())
$$;

alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id in (select private.my_organizations()));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id in (select private.my_organizations()));
