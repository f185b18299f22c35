-- story: a view shows the addresses of all users
-- object: public.people
-- severity: critical
-- broken
create view public.people as select id, email from auth.users;
grant select on public.people to authenticated
-- attack as eve
select count(*) > 1 from public.people

-- story: a view shows the caller's own account
-- object: public.me
-- severity: note
-- broken
create view public.me as select id, email from auth.users where id = (select auth.uid());
grant select on public.me to authenticated
