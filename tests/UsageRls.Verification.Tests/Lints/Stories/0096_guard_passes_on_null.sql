-- story: a helper finds no row for a stranger, and so returns null
-- object: public.org_total(uuid)
-- severity: high
-- broken
create function private.is_owner(org uuid) returns boolean language sql stable security definer set search_path = ''
  as $$ select m.role = 'owner' from public.org_members m where m.org_id = org and m.user_id = (select auth.uid()) $$;
create function public.org_total(org uuid) returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_owner(org) then
    raise exception 'not yours';
  end if;
  return (select count(*) from public.invoices i where i.org_id = org);
end $$;
revoke execute on function public.org_total(uuid) from public, anon;
grant execute on function public.org_total(uuid) to authenticated
-- attack as eve
select public.org_total('00000000-0000-4000-8000-0000000000b0') > 0
-- repaired
create or replace function public.org_total(org uuid) returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  if private.is_owner(org) is not true then
    raise exception 'not yours';
  end if;
  return (select count(*) from public.invoices i where i.org_id = org);
end $$
