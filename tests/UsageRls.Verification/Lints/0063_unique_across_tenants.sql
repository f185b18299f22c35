-- A value that is unique over all tenants.
-- Why: A refused insert tells that another tenant has it, and one tenant can take another's names.
-- Repair: Put the tenant into the unique index.
-- Accept: Names that are public, and values that nobody guesses.
-- Splinter: none
select '0063_unique_across_tenants' as id, 'note' as severity, i.indexrelid::pg_catalog.regclass::text as object,
  format('%s must be unique over all tenants: a refused insert tells that another tenant has it.', string_agg(quote_ident(a.attname), ', '
    order by a.attnum)) as detail,
  format('-- unique (%s, %s)', min(c.column_name), string_agg(quote_ident(a.attname), ', ' order by a.attnum)) as remedy
from pg_catalog.pg_index i
join app_relations r on r.oid = i.indrelid and r.has_rls
join tenant_columns c on c.relation = r.oid
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = any (i.indkey::int2[])
where i.indisunique and not i.indisprimary
  and not exists (select from tenant_columns t where t.relation = r.oid and t.attnum = any (i.indkey::int2[]))
  and exists (select from pg_catalog.pg_attribute o join app_rights g on g.relation = r.oid and g.role in ('anon', 'authenticated')
    and g.privilege in ('insert', 'update') and (g.column_name is null or g.column_name = o.attname)
    where o.attrelid = r.oid and o.attnum = any (i.indkey::int2[]) and o.atttypid <> 'uuid'::pg_catalog.regtype
      and o.attname !~ 'token|hash')
group by i.indexrelid
