-- story: the comparison with auth.uid() passes without a user
-- object: public.pay(uuid)
-- severity: high
-- broken
create function public.pay(owner uuid) returns void security definer language plpgsql set search_path = pg_catalog, pg_temp
  as $$ begin if auth.uid() <> owner then raise exception 'not yours'; end if; update public.invoices set status = 'paid'
    where created_by = owner; end $$
-- attack as anon
select public.pay('00000000-0000-4000-8000-0000000000b1');
select true

-- story: the check is skipped if auth.uid() is null
-- object: public.org_total(uuid)
-- severity: high
-- broken
create function public.org_total(org uuid) returns bigint security definer language plpgsql set search_path = pg_catalog, pg_temp
  as $$ begin
    if auth.uid() is not null and not exists (select from public.org_members m where m.org_id = org and m.user_id = auth.uid())
      then raise exception 'not yours'; end if;
    return (select count(*) from public.invoices i where i.org_id = org);
  end $$
-- attack as anon
select public.org_total('00000000-0000-4000-8000-0000000000b0') > 0
