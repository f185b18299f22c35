-- The policies read the caller's organisations once, into an array. Unlike the migrations' policies, they do not call as_index_key.
alter policy "Members can view their organizations' usage" on public.usage_events
  using (org_id = any (array(
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  )));
alter policy "Members can record their own usage" on public.usage_events
  with check (user_id = (select auth.uid()) and org_id = any (array(
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  )));
