-- Members record under any name in their organisation.
create policy broken on public.usage_events for insert to authenticated
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
