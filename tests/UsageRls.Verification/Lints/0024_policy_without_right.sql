-- A policy for a role that lacks the table privilege for the policy's command.
-- Why: PostgreSQL checks privileges before policies, so every statement of the role with this command fails. Some Supabase projects grant a
--   new table to no API role.
-- Repair: Grant the role the privilege for the policy's command.
-- Accept: Tables that clients access only through functions. Drop the policy in this case.
-- Splinter: none
select '0024_policy_without_right' as id, 'medium' as severity, p.label as object,
  format('The policy applies to %s, but this role has no privilege to %s this table: PostgreSQL rejects the statement before it evaluates '
    'the policy.',
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
