-- The policies use an IN subquery on the memberships that calls auth.uid() directly, without a subselect.
alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id in (
    select m.org_id from public.org_members m where m.user_id = auth.uid()
  ));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id in (
    select m.org_id from public.org_members m where m.user_id = auth.uid()
  ));
