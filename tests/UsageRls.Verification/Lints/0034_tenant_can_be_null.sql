-- A tenant's column that may be empty.
select '0034_tenant_can_be_null' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  'A row without an organisation belongs to nobody: no policy shows it, no bill has it, and deleting the organisation leaves it.' as detail,
  format('alter table %s alter column %I set not null;', r.label, a.attname) as remedy
from pg_catalog.pg_constraint k
join app_relations r on r.oid = k.conrelid and r.has_rls
join pg_catalog.pg_attribute a on a.attrelid = r.oid and k.conkey = array[a.attnum] and not a.attnotnull
where k.contype = 'f' and k.confrelid = pg_catalog.to_regclass('public.organizations')
