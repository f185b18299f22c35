-- A value, or a range, that no two rows of any tenants may share.
-- Why: A refused insert tells that another tenant has it, and one tenant can take another's names or times.
-- Repair: Put the tenant into the unique index or the exclusion constraint.
-- Accept: Names that are public, and values that nobody guesses.
-- Splinter: none
select '0063_unique_across_tenants' as id, 'note' as severity, i.indexrelid::pg_catalog.regclass::text as object,
  format(case when i.indisexclusion then '%s may not overlap with a row of any tenant: a refused insert tells that another tenant has such '
    'a row.'
    else '%s must be unique over all tenants: a refused insert tells that another tenant has it.' end, key.columns) as detail,
  format('-- %s beside what it has: %s', case when i.indisexclusion then format('exclude (%I with =, …)', t.column_name)
    else format('unique (%I, %s)', t.column_name, key.columns) end,
    pg_catalog.pg_get_indexdef(i.indexrelid)) as remedy
from pg_catalog.pg_index i
join app_relations r on r.oid = i.indrelid and r.has_rls
join lateral (select c.column_name from tenant_columns c where c.relation = r.oid order by c.attnum limit 1) as t on true
-- The columns in the key of the index, including columns inside an expression.
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
