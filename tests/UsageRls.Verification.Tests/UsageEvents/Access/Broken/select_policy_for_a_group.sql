-- The policy is for a role of the staff, and so is, by a grant long ago, every user.
do $$ begin if not exists (select from pg_roles where rolname = 'broken_staff') then create role broken_staff; end if; end $$;
grant broken_staff to authenticated;
create policy broken on public.usage_events for select to broken_staff using (true);
