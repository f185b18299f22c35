select rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
  array_to_string(rolconfig, '; ')
from pg_roles
where rolname ~ '^(anon|authenticat|service_role|postgres|dashboard_user|pgbouncer|pgsodium|supabase_)'
order by 1
