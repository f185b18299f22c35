-- Defect: the policy applies to a role for staff, but a grant makes the role authenticated, and so every user, a member of it.
do $$ begin if not exists (select from pg_roles where rolname = 'broken_staff') then create role broken_staff; end if; end $$;
grant broken_staff to authenticated;
create policy broken on public.usage_events for select to broken_staff using (true);
