-- A foreign key that joins two tables with tenant columns but does not include these columns.
-- Why: PostgreSQL checks foreign keys without policies, so a payment of tenant A can reference an invoice of tenant B. Joins on the server
--   can then mix tenants, and a successful insert reveals that an id exists.
-- Repair: Include the tenant column in the foreign key: foreign key (team_id, invoice_id) references invoices (team_id, id).
-- Accept: Foreign keys for which a trigger or a policy checks that both rows have the same tenant.
-- Splinter: none
select '0062_key_crosses_tenants' as id, 'medium' as severity, format('%s %I', r.label, k.conname) as object,
  format('A row of one tenant can reference a row of another tenant in %s: PostgreSQL checks foreign keys without policies, and a '
    'successful insert reveals which ids exist.',
    k.confrelid::pg_catalog.regclass) as detail,
  format('alter table %1$s add unique (%2$I, %3$s); alter table %4$s drop constraint %5$I, add foreign key (%6$I, %7$s) references %1$s '
    '(%2$I, %3$s);',
    k.confrelid::pg_catalog.regclass, tc.column_name, key.targets, r.label, k.conname, rc.column_name, key.columns) as remedy
from pg_catalog.pg_constraint k
join app_relations r on r.oid = k.conrelid and r.has_rls
join lateral (select c.* from tenant_columns c where c.relation = k.conrelid order by c.attnum limit 1) as rc on true
join lateral (select c.* from tenant_columns c where c.relation = k.confrelid order by c.attnum limit 1) as tc on true
cross join lateral (
  select string_agg(quote_ident(own.attname), ', ' order by x.n) as columns, string_agg(quote_ident(other.attname), ', ' order by x.n)
    as targets, array_agg(own.attname) as names
  from unnest(k.conkey, k.confkey) with ordinality as x (own, other, n)
  join pg_catalog.pg_attribute own on own.attrelid = k.conrelid and own.attnum = x.own
  join pg_catalog.pg_attribute other on other.attrelid = k.confrelid and other.attnum = x.other
) as key
where k.contype = 'f' and k.conparentid = 0 and k.conkey <> array[rc.attnum]
  -- No column pair of the foreign key joins the tenant columns of the two tables.
  and not exists (
    select from unnest(k.conkey, k.confkey) as x (own, other)
    join tenant_columns o on o.relation = k.conrelid and o.attnum = x.own
    join tenant_columns t on t.relation = k.confrelid and t.attnum = x.other)
  and exists (select from app_rights g where g.relation = r.oid and g.role in ('anon', 'authenticated') and g.privilege in ('insert',
    'update') and (g.column_name is null or g.column_name = any (key.names)))
  and exists (select from app_policies p where p.relation = r.oid and p.is_permissive and p.is_for_users and p.command in ('insert',
    'update', 'all'))
