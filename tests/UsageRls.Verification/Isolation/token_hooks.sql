-- Returns the functions that can be a "Custom Access Token Hook", which Supabase Auth calls for each access token that it issues.
select n.nspname, f.proname
from pg_catalog.pg_proc f
join pg_catalog.pg_namespace n on n.oid = f.pronamespace
join pg_catalog.pg_roles r on r.rolname = 'supabase_auth_admin'
where f.prokind = 'f' and f.pronargs = 1 and f.proargtypes[0] = 'pg_catalog.jsonb'::pg_catalog.regtype
  and f.prorettype = 'pg_catalog.jsonb'::pg_catalog.regtype
  and pg_catalog.has_function_privilege(r.oid, f.oid, 'execute') and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage')
  and coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc) ~ '\mclaims\M'
order by 1, 2;
