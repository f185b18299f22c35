-- The policies use an EXISTS subquery, which searches for a membership of the caller in the row's organisation.
alter policy "Members can view their organizations' usage" on public.usage_events
  using (exists (
    select from public.org_members m where m.org_id = usage_events.org_id and m.user_id = (select auth.uid())
  ));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and exists (
    select from public.org_members m where m.org_id = usage_events.org_id and m.user_id = (select auth.uid())
  ));
