-- A tenant's column that may be empty, though policies compare it.
-- Why: A row without a tenant belongs to nobody: no policy shows it and no bill has it, or, with one "is null", everybody sees it.
-- Repair: Set it NOT NULL.
-- Accept: Rows that are of a person and of no tenant, where the policies say so.
-- Splinter: none
select '0034_tenant_can_be_null' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  'A row without a tenant belongs to nobody: no policy shows it, no bill has it, and deleting the tenant leaves it.' as detail,
  format('alter table %s alter column %I set not null;', r.label, a.attname) as remedy
from tenant_columns c
join app_relations r on r.oid = c.relation and r.has_rls
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = c.attnum and not a.attnotnull
where exists (select from single_keys k where k.relation = r.oid and k.attnum = a.attnum and k.target = c.tenant_table)
  or exists (select from policy_asks s join app_policies p on p.oid = s.policy where s.relation = r.oid and p.relation = r.oid
    and s.attnum = a.attnum and p.command in ('select', 'all'))
