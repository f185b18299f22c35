-- A policy that fails for the role that it is for: found by planning a statement as that role.
-- Why: Policies run with the caller's privileges. A helper whose EXECUTE was revoked, a sub-select on auth.users, or a policy that asks its
--   own table fails every query of the role.
-- Repair: Grant what the policy needs, or ask through a security definer function.
-- Accept: Never.
-- Splinter: none
select '0050_policy_cannot_be_evaluated' as id, 'high' as severity, format('%s for %s', r.label, e.role) as object,
  format('Every %s fails for %s: %s.', string_agg(e.command, ', '), e.role, e.message) as detail,
  format('-- %s', case when e.message ~ 'recursion' then 'let a security definer function ask instead of the policy'
    else 'grant what is missing, or let a security definer function ask' end) as remedy
from app_relations r
join pg_temp.plan_as_callers() as e on e.relation = r.oid and e.message is not null
group by r.label, e.role, e.message
