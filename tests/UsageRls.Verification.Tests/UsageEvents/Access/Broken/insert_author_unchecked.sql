-- Defect: a member can insert an event in its organisation with any other user as the author.
create policy broken on public.usage_events for insert to authenticated
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
