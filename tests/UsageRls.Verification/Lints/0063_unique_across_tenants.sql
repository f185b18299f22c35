-- A unique index or exclusion constraint that does not include the table's tenant column.
-- Why: A rejected insert reveals that another tenant has the value, or a row that conflicts with the new row. One tenant can also take
--   names or times that another tenant needs.
-- Repair: Add the tenant column to the unique index or the exclusion constraint.
-- Accept: Public names, and values that nobody can guess.
-- Splinter: none
select '0063_unique_across_tenants' as id, 'note' as severity, i.indexrelid::pg_catalog.regclass::text as object,
  format(case when i.indisexclusion then '%s must not conflict with a row of any tenant: a rejected insert reveals that another tenant has '
    'a conflicting row.'
    else '%s must be unique across all tenants: a rejected insert reveals that another tenant has the value.' end, key.columns) as detail,
  format('-- create %s in place of: %s', case when i.indisexclusion then format('exclude (%I with =, …)', t.column_name)
    else format('unique (%I, %s)', t.column_name, key.columns) end,
    pg_catalog.pg_get_indexdef(i.indexrelid)) as remedy
from pg_catalog.pg_index i
join app_relations r on r.oid = i.indrelid and r.has_rls
join lateral (select c.column_name from tenant_columns c where c.relation = r.oid order by c.attnum limit 1) as t on true
-- The key columns of the index, including columns inside an expression.
cross join lateral (
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns, array_agg(a.attnum) as attnums,
    bool_or(a.atttypid <> 'uuid'::pg_catalog.regtype and a.attname !~ 'token|hash' and exists (
      select from app_rights g
      where g.relation = r.oid and g.role in ('anon', 'authenticated') and g.privilege in ('insert', 'update') and (g.column_name is null
        or g.column_name = a.attname))) as is_written
  from pg_catalog.pg_attribute a
  where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    and (a.attnum = any ((i.indkey::int2[])[0 : i.indnkeyatts - 1]) or pg_temp.mentions(pg_catalog.pg_get_expr(i.indexprs, i.indrelid),
      a.attname))
) as key
where (i.indisunique or i.indisexclusion) and not i.indisprimary and key.is_written
  and not exists (select from tenant_columns c where c.relation = r.oid and c.attnum = any (key.attnums))
