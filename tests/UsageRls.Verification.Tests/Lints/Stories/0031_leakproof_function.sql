-- story: a function that reveals its argument is marked leakproof
-- object: public.tell(integer)
-- severity: medium
-- broken as administrator
create function public.tell(amount int) returns boolean language plpgsql cost 0.0001 set search_path = pg_catalog, pg_temp leakproof
  as 'begin if amount = 300 then perform set_config(''lint.told'', ''300'', true); end if; return true; end';
grant execute on function public.tell(int) to authenticated
-- attack as eve
select count(*) from public.invoices where public.tell(amount);
select current_setting('lint.told', true) = '300'
