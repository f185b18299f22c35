-- A setting, or a privilege to change one, that can change the caller's identity, disable a protection or expose a schema.
-- Why: If request.jwt.claim.sub is set for the database or a role, auth.uid() returns this user id in every request, even if the token
--   names another user, because auth.uid() prefers this setting to the token's claims. The setting pgrst.db_schemas exposes a schema
--   through the API.
-- Repair: Reset the setting, or revoke the privilege.
-- Accept: Schemas that the API should expose.
-- Splinter: none
select '0073_setting_changes_caller' as id, case when x.setting ~ '^(request\.|role=)' then 'critical'
  when x.setting ~ '^(row_security|session_replication_role)=' then 'high'
    when x.setting ~ '^pgrst\.db_schemas=' and exists (select from app_functions f where f.is_definer and not f.is_trigger
      and f.schema <> 'public' and pg_temp.mentions(x.setting, f.schema)) then 'high'
    when x.setting ~ '^statement_timeout=' then 'note' else 'medium' end as severity,
  format('%s of %s', split_part(x.setting, '=', 1), coalesce('role ' || quote_ident(r.rolname), 'the database')) as object,
  format('%s is set for %s and takes effect before the API handles a request.',
    x.setting, coalesce(quote_ident(r.rolname), 'all roles')) as detail,
  case when r.oid is null then format('alter database %I reset %s;', current_database(), split_part(x.setting, '=', 1))
    when s.setdatabase = 0 then format('alter role %I reset %s;', r.rolname, split_part(x.setting, '=', 1))
    else format('alter role %I in database %I reset %s;', r.rolname, current_database(), split_part(x.setting, '=', 1)) end as remedy
from pg_catalog.pg_db_role_setting s
left join pg_catalog.pg_roles r on r.oid = s.setrole
cross join lateral unnest(s.setconfig) as x (setting)
where s.setdatabase in (0, (select d.oid from pg_catalog.pg_database d where d.datname = current_database()))
  and (s.setrole = 0 or r.rolname in ('anon', 'authenticated', 'authenticator'))
  and x.setting ~ '^(request\.|app\.|pgrst\.db_schemas=|pgrst\.db_anon_role=|pgrst\.db_pre_request=|role=|row_security=|'
    'session_replication_role=|statement_timeout=0$)'
union all
select '0073_setting_changes_caller', 'high', format('%s, which %s may set', a.parname, coalesce(r.rolname, 'everybody')),
  format('%s may set %s, which can disable triggers and foreign key checks.', coalesce(r.rolname, 'PUBLIC'), a.parname),
  format('revoke set on parameter %s from %s;', a.parname, coalesce(quote_ident(r.rolname), 'public'))
from pg_catalog.pg_parameter_acl a
cross join lateral pg_catalog.aclexplode(a.paracl) as g
left join pg_catalog.pg_roles r on r.oid = g.grantee
where g.privilege_type = 'SET' and a.parname = 'session_replication_role' and (g.grantee = 0 or r.rolname in ('anon', 'authenticated',
  'authenticator'))
