create view public.bills with (security_invoker = true) as select * from public.invoices;
create view public.outer_bills as select * from public.bills;
grant select on public.outer_bills to anon
