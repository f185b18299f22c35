-- story: everybody's address
-- object: public.people
-- severity: critical
-- broken
create view public.people as select id, email from auth.users;
grant select on public.people to authenticated
-- attack as eve
select count(*) > 1 from public.people

-- story: one's own account
-- object: public.me
-- severity: note
-- broken
create view public.me as select id, email from auth.users where id = (select auth.uid());
grant select on public.me to authenticated
