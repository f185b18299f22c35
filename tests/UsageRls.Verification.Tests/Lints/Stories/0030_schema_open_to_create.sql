-- story: everybody creates functions in public
-- object: schema public
-- severity: medium
-- broken
grant create on schema public to public
-- attack as eve
create function public.mine() returns int language sql as 'select 1';
select true
