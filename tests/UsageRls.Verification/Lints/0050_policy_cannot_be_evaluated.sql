-- A policy that raises an error for an API role. The lint runs EXPLAIN as this role.
-- Why: PostgreSQL evaluates policies with the caller's privileges. Every statement of the role on the table fails if a policy calls a
--   function that the role may not execute, reads a table that the role may not read (such as auth.users), or reads the policy's own table.
-- Repair: Grant the missing privilege, or read the table in a security definer function.
-- Accept: Never.
-- Splinter: none
select '0050_policy_cannot_be_evaluated' as id, 'high' as severity, format('%s for %s', r.label, e.role) as object,
  format('Every %s on this table fails for %s: %s.', string_agg(e.command, ', '), e.role, e.message) as detail,
  format('-- %s', case when e.message ~ 'recursion' then 'read the table in a security definer function instead of in the policy'
    else 'grant the missing privilege, or read the object in a security definer function' end) as remedy
from app_relations r
join pg_temp.plan_as_callers() as e on e.relation = r.oid and e.message is not null
group by r.label, e.role, e.message
