-- Defect: the policy applies to the role broken_staff, but authenticated is a member of this role, so every signed-in user sees all events.
do $$ begin if not exists (select from pg_roles where rolname = 'broken_staff') then create role broken_staff; end if; end $$;
grant broken_staff to authenticated;
create policy broken on public.usage_events for select to broken_staff using (true);
