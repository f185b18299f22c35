create function private.me() returns uuid language sql stable as $$ select auth.uid() $$;
create function private.mine() returns uuid[] language sql stable security definer set search_path = '' as $$
  select array_agg(m.org_id) from public.org_members m where m.user_id = private.me() $$;
create view public.own_bills with (security_barrier) as select * from public.invoices where org_id = any (private.mine());
grant select on public.own_bills to authenticated
