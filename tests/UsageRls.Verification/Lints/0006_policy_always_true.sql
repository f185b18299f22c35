-- A permissive policy that allows every row to a caller who does not belong to the row's tenant. The lint evaluates the policy on generated
-- rows; it does not parse the policy's text.
-- Why: PostgreSQL combines permissive policies with OR, so one policy that is true for every row opens the table. The condition "auth.uid()
--   is null or user_id = auth.uid()" is true for every unauthenticated request.
-- Repair: Compare a column of the row with the caller's id or memberships.
-- Accept: Data that everybody may read. An INSERT policy on the tenant table, if every user may create a tenant.
-- Splinter: 0024_rls_policy_always_true
select '0006_policy_always_true' as id,
  case
    when p.command = 'select' and not h.by_tenant and not h.by_person then 'low' -- reference data: the table has no tenant or user column
    when not bool_or(t.is_usable) then 'medium'
    when p.command in ('update', 'delete', 'all') then 'critical'
    when h.by_tenant then 'critical'
    else 'medium'
  end as severity, p.label as object,
  format('The policy lets %s %s any row: the condition was true for all %s generated rows. Callers: %s.',
    case when bool_or(t.role = 'anon') then 'anon (unauthenticated requests)' else 'authenticated (signed-in users)' end,
    case p.command when 'all' then 'select, insert, update and delete'
      else p.command end, max(t.tried), string_agg(distinct t.caller, ' and ')) as detail,
  format('alter policy %I on %s %s (<a condition that compares a column with (select auth.uid())>);', p.name, p.table_label,
    case when p.command = 'insert' then 'with check' else 'using' end) as remedy
from app_policies p
join held_tables h on h.relation = p.relation
join lateral (
  select t.*, exists (select from app_rights g where g.relation = p.relation and g.role = t.role
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete')))) as is_usable
  from policy_tries t
  -- PostgreSQL checks INSERT with WITH CHECK. Every other command must pass USING.
  where t.policy = p.oid and t.tried > 0 and t.yes = t.tried and t.clause = case p.command when 'insert' then 'check' else 'using' end
) as t on true
group by p.oid, p.label, p.name, p.table_label, p.command, h.by_tenant, h.by_person
