-- The policies use an IN subquery that calls auth.uid() in a subselect, as before the migration 20241213090000_read_usage_events_by_index.
alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id in (
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  ));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id in (
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  ));
