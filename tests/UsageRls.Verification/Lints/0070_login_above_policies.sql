-- A role that bypasses row level security, directly or by membership, and that can log in or is granted to authenticator.
-- Why: Policies do not apply to a login with BYPASSRLS, such as that of a background worker. If a role is granted to authenticator, the
--   role claim of a token can select this role.
-- Repair: Revoke the membership, or remove BYPASSRLS.
-- Accept: Logins of the application's own servers.
-- Splinter: none
select '0070_login_above_policies' as id, case when by_api then 'high' else 'medium' end as severity,
  format('role %I', r.rolname) as object,
  format('%I %s%s.', r.rolname, case when r.rolbypassrls or r.rolsuper then 'bypasses row level security' else 'can bypass row level '
    'security as a member of ' || s.names end,
    case when by_api then ', and the role claim of a token can select this role' else ', and the role can log in' end) as detail,
  case when by_api then format('revoke %I from authenticator;', r.rolname) when r.rolbypassrls then format('alter role %I nobypassrls;',
    r.rolname) else format('revoke %s from %I;', s.names, r.rolname) end as remedy
from pg_catalog.pg_roles r
cross join lateral (select r.rolname <> 'service_role' and exists (select from pg_catalog.pg_auth_members m where m.roleid = r.oid
  and m.member = pg_catalog.to_regrole('authenticator')) as by_api) as l
cross join lateral (select string_agg(quote_ident(g.rolname), ', ') as names from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles g on g.oid = m.roleid
  where m.member = r.oid and (g.rolbypassrls or g.rolsuper)) as s
where r.rolname not in ('postgres', 'service_role', 'authenticator', 'anon', 'authenticated', 'dashboard_user', 'pgbouncer')
  and r.rolname !~ '^(pg_|supabase_)' and r.rolname <> session_user
  and (r.rolbypassrls or r.rolsuper or s.names is not null) and (r.rolcanlogin or by_api)
