-- story: anon may truncate a table
-- object: public.invoices
-- severity: medium
-- broken
grant truncate on public.invoices to anon
-- attack as anon
truncate public.invoices;
select true

-- story: a trigger is attached to a view
-- object: public.bills
-- severity: medium
-- broken
create view public.bills with (security_invoker = true) as select * from public.invoices;
grant trigger on public.bills to authenticated
-- attack as eve
create function pg_temp.mine() returns trigger language plpgsql as 'begin return null; end';
create trigger mine instead of insert on public.bills for each row execute function pg_temp.mine();
select true
