-- A membership subquery that calls auth.uid() once, in a subselect: the form before the migration that reads by the index.
alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id in (
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  ));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id in (
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  ));
