select c.oid, n.nspname as schema, c.relname as name, c.relrowsecurity as row_security, c.relforcerowsecurity as forced,
  c.oid = $3::text::pg_catalog.regclass as is_target, not (o.rolsuper or o.rolbypassrls) as can_hold_owner
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_roles o on o.oid = c.relowner
where c.oid = any ($1)
order by is_target desc, schema, name
