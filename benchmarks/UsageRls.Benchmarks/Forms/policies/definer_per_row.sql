-- The policies call a security definer function for each row, with the row's organisation as the argument.
create function private.is_member(organization uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from public.org_members m where m.org_id = organization and m.user_id = (select auth.uid()))
$$;

alter policy "Members can view their organizations' usage" on public.usage_events
  using (private.is_member(org_id));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and private.is_member(org_id));
