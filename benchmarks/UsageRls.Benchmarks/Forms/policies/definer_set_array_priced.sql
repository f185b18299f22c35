-- The policies call as_index_key, as the migrations' policies do, with an array from a security definer function.
create function private.my_organizations() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select m.org_id from public.org_members m where m.user_id = (select auth.uid())
$$;

alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id = any (private.as_index_key(array(select private.my_organizations()))));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id = any (private.as_index_key(array(select private.my_organizations()))));
