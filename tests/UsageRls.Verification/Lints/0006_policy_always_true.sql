-- A permissive policy that allows every row to a caller without a membership. Found by trying it, not by its text.
-- Why: One permissive policy that is true opens the row. Conditions such as "no user, or the row's own" are true for every request
--   without a token.
-- Repair: Tie the condition to the row and to the caller.
-- Accept: Data that everybody may read; inserting into the tenants' own table, where that founds a tenant.
-- Splinter: 0024_rls_policy_always_true
select '0006_policy_always_true' as id,
  case
    when not bool_or(t.is_usable) then 'medium'
    when p.command in ('update', 'delete', 'all') then 'critical'
    when h.by_tenant then 'critical'
    else 'medium'
  end as severity, p.label as object,
  format('The policy lets %s %s any row: tried on %s made-up rows, it always said yes to %s.',
    case when bool_or(t.role = 'anon') then 'everybody, also without a token,' else 'every signed-in user' end,
    case p.command when 'all' then 'do everything with' else p.command end, max(t.tried), string_agg(distinct t.caller, ' and ')) as detail,
  format('alter policy %I on %s %s (<a condition on the row and on (select auth.uid())>);', p.name, p.table_label,
    case when p.command = 'insert' then 'with check' else 'using' end) as remedy
from app_policies p
join held_tables h on h.relation = p.relation
join lateral (
  select t.*, exists (select from app_rights g where g.relation = p.relation and g.role = t.role
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete')))) as is_usable
  from policy_tries t
  -- INSERT is checked by WITH CHECK; every other command must pass USING.
  where t.policy = p.oid and t.tried > 0 and t.yes = t.tried and t.clause = case p.command when 'insert' then 'check' else 'using' end
) as t on true
group by p.oid, p.label, p.name, p.table_label, p.command, h.by_tenant
