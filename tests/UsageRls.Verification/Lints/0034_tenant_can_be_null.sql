-- A tenant column that allows NULL, on a table with row level security.
-- Why: A comparison with NULL is never true, so policies that compare the column hide a row without a tenant, and totals per tenant omit
--   the row. A policy with "or … is null" shows the row to every user.
-- Repair: Set the column NOT NULL.
-- Accept: Rows that belong to a user instead of a tenant, if the policies handle NULL.
-- Splinter: none
select '0034_tenant_can_be_null' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  'The tenant column allows NULL: policies that compare the column hide a row without a tenant, and totals per tenant '
    'omit the row.' as detail,
  format('alter table %s alter column %I set not null;', r.label, a.attname) as remedy
from tenant_columns c
join app_relations r on r.oid = c.relation and r.has_rls
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = c.attnum and not a.attnotnull
where exists (select from single_keys k where k.relation = r.oid and k.attnum = a.attnum and k.target = c.tenant_table)
  or exists (select from policy_asks s join app_policies p on p.oid = s.policy where s.relation = r.oid and p.relation = r.oid
    and s.attnum = a.attnum and p.command in ('select', 'all'))
