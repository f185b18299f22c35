-- One's organisations as an array, read once under org_members' own policies.
drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;

create policy "Members can view their organizations' usage"
  on public.usage_events for select
  to authenticated
  using (org_id = any (array(
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  )));

create policy "Members can record their own usage"
  on public.usage_events for insert
  to authenticated
  with check (user_id = (select auth.uid()) and org_id = any (array(
    select m.org_id from public.org_members m where m.user_id = (select auth.uid())
  )));
