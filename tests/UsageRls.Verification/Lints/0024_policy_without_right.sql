-- A policy for a role that does not hold the right: on a project that grants nothing by itself, nobody gets in.
select '0024_policy_without_right' as id, 'medium' as severity, p.label as object,
  format('The policy is for %s, who may not %s on this table at all. On a project where new tables are granted to nobody, the application is locked out.',
    role.name, case p.command when 'all' then 'do anything' else p.command end) as detail,
  format('grant %s on table %s to %I;', case p.command when 'all' then 'select, insert, update, delete' else p.command end, p.table_label, role.name) as remedy
from app_policies p
join (values ('anon'), ('authenticated')) as role (name) on role.name::pg_catalog.regrole = any (p.roles) or (0 = any (p.roles) and role.name = 'authenticated')
where not exists (
  select from app_rights g
  where g.relation = p.relation and g.role = role.name and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete'))))
