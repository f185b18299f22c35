-- A foreign key between two tenants' tables that does not carry the tenant.
-- Why: Keys are checked past the policies: a payment of A can hang on an invoice of B, sums and joins on the server mix tenants, and
-- whether
--   the insert succeeds tells which ids exist.
-- Repair: Make the key one of both columns: foreign key (team_id, invoice_id) references invoices (team_id, id).
-- Accept: Where a trigger or a policy checks that the two are of one tenant.
-- Splinter: none
select '0062_key_crosses_tenants' as id, 'medium' as severity, format('%s %I', r.label, k.conname) as object,
  format('A row of one tenant can refer to a row of another in %s: keys are checked past the policies, and success tells which ids exist.',
    k.confrelid::pg_catalog.regclass) as detail,
  format('alter table %s add unique (%I, %I); alter table %s drop constraint %I, add foreign key (%I, %I) references %s (%I, %I);',
    k.confrelid::pg_catalog.regclass, tc.column_name, ta.attname, r.label, k.conname, rc.column_name, ra.attname,
      k.confrelid::pg_catalog.regclass, tc.column_name, ta.attname) as remedy
from pg_catalog.pg_constraint k
join app_relations r on r.oid = k.conrelid and r.has_rls
join lateral (select c.* from tenant_columns c where c.relation = k.conrelid order by c.attnum limit 1) as rc on true
join lateral (select c.* from tenant_columns c where c.relation = k.confrelid order by c.attnum limit 1) as tc on true
join pg_catalog.pg_attribute ra on ra.attrelid = k.conrelid and ra.attnum = k.conkey[1]
join pg_catalog.pg_attribute ta on ta.attrelid = k.confrelid and ta.attnum = k.confkey[1]
where k.contype = 'f' and k.conparentid = 0 and cardinality(k.conkey) = 1 and k.conkey[1] <> rc.attnum
  and exists (select from app_rights g where g.relation = r.oid and g.role in ('anon', 'authenticated')
    and g.privilege in ('insert', 'update') and (g.column_name is null or g.column_name = ra.attname))
  and exists (select from app_policies p where p.relation = r.oid and p.is_permissive and p.is_for_users
    and p.command in ('insert', 'update', 'all'))
