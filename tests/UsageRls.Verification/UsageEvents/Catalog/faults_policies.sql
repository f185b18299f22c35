-- Returns permissive policies that are not allowed on usage_events: all except policies for SELECT or INSERT to the role authenticated, and
-- policies for roles that no client of the API can take, such as a reporting tool's own login.
select format('policy %I is for %s to %s', p.polname,
  case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
  (select string_agg(case r when 0 then 'public' else pg_catalog.pg_get_userbyid(r) end::text, ', ') from unnest(p.polroles) as roles (r)))
from pg_catalog.pg_policy p
where p.polrelid = 'public.usage_events'::pg_catalog.regclass and p.polpermissive
  and (p.polcmd not in ('r', 'a') or p.polroles <> array['authenticated'::pg_catalog.regrole::oid])
  and exists (
    select
    from unnest(p.polroles) as roles (r)
    join pg_catalog.pg_roles api on api.rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
    where r = 0 or pg_catalog.pg_has_role(api.oid, r, 'member'))
