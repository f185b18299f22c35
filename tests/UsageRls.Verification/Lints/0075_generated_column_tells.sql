-- A generated column, or a security definer function of the row, that shows an API role a column which the role may not read.
-- Why: PostgreSQL computes the generated column or the function from a column that the role may not read, but the role may read the result.
-- Repair: Revoke SELECT on the generated column. Revoke EXECUTE on the function, or declare the function security invoker.
-- Accept: Values that reveal nothing about the column that the role may not read.
-- Splinter: none
select distinct '0075_generated_column_tells' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  format('%s may read this column, which PostgreSQL computes from %I, a column that the role may not read.',
    role.name, b.attname) as detail,
  format('revoke select (%I) on table %s from anon, authenticated;', a.attname, r.label) as remedy
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attgenerated <> ''
join pg_catalog.pg_attrdef e on e.adrelid = r.oid and e.adnum = a.attnum
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and d.objid = e.oid and d.refobjid = r.oid
  and d.refobjsubid not in (0, a.attnum)
join pg_catalog.pg_attribute b on b.attrelid = r.oid and b.attnum = d.refobjsubid
join api_roles role on role.name <> 'service_role' and pg_catalog.has_column_privilege(role.oid, r.oid, a.attnum, 'select')
  and not pg_catalog.has_column_privilege(role.oid, r.oid, b.attnum, 'select')
union all
-- Computed columns: the API exposes a function with a row of the table as its argument like a column of the table.
select distinct '0075_generated_column_tells', 'medium', f.label,
  format('%s may call this function for any row of %s. The function uses the column %I, which %s may not read.',
    role.name, r.label, b.attname,
    role.name),
  format('revoke execute on function %s from public, anon, authenticated;', f.label)
from app_functions f
join pg_catalog.pg_proc p on p.oid = f.oid and p.pronargs = 1
join pg_catalog.pg_class c on c.reltype = p.proargtypes[0]
join app_relations r on r.oid = c.oid
join pg_catalog.pg_attribute b on b.attrelid = r.oid and b.attnum > 0 and not b.attisdropped and pg_temp.mentions(f.source, b.attname)
join api_roles role on role.name <> 'service_role' and case role.name when 'anon' then f.anon_may else f.users_may end
where f.is_definer and pg_catalog.has_any_column_privilege(role.oid, r.oid, 'select') and not pg_catalog.has_column_privilege(role.oid,
  r.oid, b.attnum, 'select')
