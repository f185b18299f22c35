-- Returns the privileges of each API role, granted directly or inherited, on relations, columns and functions in schemas that the role may
-- use, and one row for each API role that bypasses policies. The columns are role, privilege and object.
select r.rolname::text, lower(p.privilege), c.oid::pg_catalog.regclass::text
from pg_catalog.pg_roles r
cross join pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as p (privilege)
where r.rolname in ('anon', 'authenticated', 'service_role') and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_'
  and n.nspname <> 'information_schema'
  and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage') and pg_catalog.has_table_privilege(r.oid, c.oid, p.privilege)
union all
select r.rolname::text, format('%s (%I)', lower(p.privilege), a.attname), c.oid::pg_catalog.regclass::text
from pg_catalog.pg_roles r
cross join pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) as p (privilege)
where r.rolname in ('anon', 'authenticated', 'service_role') and a.attacl is not null and a.attnum > 0 and not a.attisdropped
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage') and pg_catalog.has_column_privilege(r.oid, c.oid, a.attnum, p.privilege)
  and not pg_catalog.has_table_privilege(r.oid, c.oid, p.privilege)
union all
select r.rolname::text, 'execute', p.oid::pg_catalog.regprocedure::text
from pg_catalog.pg_roles r
cross join pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where r.rolname in ('anon', 'authenticated', 'service_role') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e')
  and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage') and pg_catalog.has_function_privilege(r.oid, p.oid, 'execute')
union all
select r.rolname::text, 'bypass the policies of', 'every table that it has a privilege on'
from pg_catalog.pg_roles r
where r.rolname in ('anon', 'authenticated', 'service_role') and exists (
  select from pg_catalog.pg_roles o where (o.rolbypassrls or o.rolsuper)
    and (o.oid = r.oid or (o.rolsuper and pg_catalog.pg_has_role(r.oid, o.oid, 'member'))))
