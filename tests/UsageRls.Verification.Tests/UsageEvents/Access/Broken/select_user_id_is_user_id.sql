-- Defect: both sides of user_id = user_id are the column org_members.user_id, so every membership that the caller may read matches.
create policy "Colleagues are visible" on public.org_members for select to authenticated using (true);

create policy broken on public.usage_events for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where user_id = user_id));
