-- A policy for a role that does not have the privilege.
-- Why: On a project where new tables are granted to nobody, the application is locked out.
-- Repair: Grant what the policy is for.
-- Accept: Tables that are reached through functions only; drop the policy then.
-- Splinter: none
select '0024_policy_without_right' as id, 'medium' as severity, p.label as object,
  format('The policy is for %s, who may not %s this table at all. On a project where new tables are granted to nobody, the application is '
    'locked out.',
    role.name, case p.command when 'all' then 'use' when 'select' then 'read' when 'insert' then 'insert into'
      else p.command || ' rows of' end) as detail,
  format('grant %s on table %s to %I;', case p.command when 'all' then 'select, insert, update, delete' when 'select' then 'select'
    when 'insert' then 'insert'
    else p.command || ', select' end, p.table_label, role.name) as remedy
from app_policies p
join (values ('anon'), ('authenticated')) as role (name)
  on role.name::pg_catalog.regrole = any (p.roles) or (0 = any (p.roles) and role.name = 'authenticated')
where p.is_application and not exists (
  select from app_rights g
  where g.relation = p.relation and g.role = role.name
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete'))))
