-- The helper returns false, not null, for a user without a row; so NOT rejects this user.
create function private.is_owner(org uuid) returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select from public.org_members m where m.org_id = org and m.user_id = (select auth.uid()) and m.role = 'owner') $$;
create function public.org_total(org uuid) returns bigint language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_owner(org) then
    raise exception 'not yours';
  end if;
  return (select count(*) from public.invoices i where i.org_id = org);
end $$;
revoke execute on function public.org_total(uuid) from public, anon;
grant execute on function public.org_total(uuid) to authenticated
