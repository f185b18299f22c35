-- Defect: the policy compares roles alphabetically with > 'admin', so members with the role admin see nothing.
create policy broken on public.usage_events for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()) and m.role > 'admin'));
