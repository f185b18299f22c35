-- A membership that exists for the row's organisation.
drop policy "Members can view their organizations' usage" on public.usage_events;
drop policy "Members can record their own usage" on public.usage_events;

create policy "Members can view their organizations' usage"
  on public.usage_events for select
  to authenticated
  using (exists (
    select from public.org_members m where m.org_id = usage_events.org_id and m.user_id = (select auth.uid())
  ));

create policy "Members can record their own usage"
  on public.usage_events for insert
  to authenticated
  with check (user_id = (select auth.uid()) and exists (
    select from public.org_members m where m.org_id = usage_events.org_id and m.user_id = (select auth.uid())
  ));
