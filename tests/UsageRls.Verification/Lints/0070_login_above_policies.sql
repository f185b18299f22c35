-- Roles other than the API's that bypass row level security, or to which the API's login can SET ROLE.
-- Why: A worker's login with BYPASSRLS, or one more role granted to authenticator, which a token's role can name, is outside of every
-- policy.
-- Repair: Revoke the membership; take BYPASSRLS away.
-- Accept: Logins of the application's own servers.
-- Splinter: none
select '0070_login_above_policies' as id, case when by_api then 'high' else 'medium' end as severity,
  format('role %I', r.rolname) as object,
  format('%I %s%s.', r.rolname, case when r.rolbypassrls or r.rolsuper then 'is above row level security' else 'may become ' || s.names end,
    case when by_api then ', and a token can name it' else ', and it is a login' end) as detail,
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
