-- story: signed-in users read a plain view
-- object: public.bills
-- severity: high
-- broken
create view public.bills as select * from public.invoices;
grant select on public.bills to authenticated
-- attack as eve
select count(*) > 0 from public.bills

-- story: signed-in users insert into a plain view
-- object: public.intake
-- severity: high
-- broken
create view public.intake as select org_id, amount, created_by from public.invoices;
grant insert on public.intake to authenticated
-- attack as eve
insert into public.intake values ('00000000-0000-4000-8000-0000000000b0', 1, '00000000-0000-4000-8000-0000000000b1');
select true

-- story: a plain view over a plain view
-- object: public.outer_bills
-- severity: high
-- broken
create view public.bills as select * from public.invoices;
create view public.outer_bills as select * from public.bills;
grant select on public.outer_bills to anon
-- attack as anon
select count(*) > 0 from public.outer_bills

-- story: a view shows its readers a table that has no row level security and is not granted to them
-- object: public.customer_list
-- severity: high
-- broken
create table private.customers (id int primary key, org_id uuid, card text);
insert into private.customers values (1, '00000000-0000-4000-8000-0000000000b0', '4111');
create view public.customer_list as select id, org_id, card from private.customers;
grant select on public.customer_list to authenticated
-- attack as eve
select count(*) > 0 from public.customer_list

-- story: a view with its owner's rights that filters by membership
-- object: public.my_bills
-- severity: medium
-- broken
create view public.my_bills with (security_barrier) as select * from public.invoices where org_id in (select m.org_id
  from public.org_members m where m.user_id = auth.uid());
grant select on public.my_bills to authenticated

-- story: a view that filters a materialized view by membership
-- object: public.my_totals
-- severity: low
-- broken
create materialized view private.totals as select org_id, count(*) as bills from public.invoices group by org_id;
create view public.my_totals with (security_barrier = true) as select * from private.totals where org_id in (
  select m.org_id from public.org_members m where m.user_id = (select auth.uid()));
grant select on public.my_totals to authenticated
-- repaired
drop view public.my_totals
