-- A policy whose USING expression is true for rows of a tenant to which the caller does not belong.
-- Why: The policy checks only for a membership in any tenant, or only values of the row, and so allows matching rows of every tenant. The
--   lint evaluates the policy on generated rows, as a client without a user, as a user of no tenant, and as a user with different roles in
--   other tenants.
-- Repair: Compare the caller's memberships with the row's tenant. If both conditions of an OR must be true, write AND.
-- Accept: Rows that are public on purpose.
-- Splinter: none
select '0036_foreign_rows_visible' as id,
  -- If the policy also allows rows to a user without a tenant, only values of the row decide: these rows may be public on purpose.
  case when bool_or(t.is_usable and t.caller = 'member elsewhere') and not bool_or(t.caller = 'stranger')
    or (p.command in ('update', 'delete', 'all') and bool_or(t.is_usable)) then 'critical' else 'medium' end as severity, p.label as object,
  format('The policy lets %s %s rows of a tenant to which these callers do not belong: %s of %s generated rows.', string_agg(distinct
      case t.caller when 'member elsewhere' then 'members of another tenant' when 'stranger' then 'users without a tenant'
        else 'unauthenticated requests' end, ' and '),
    case p.command when 'all' then 'read and change' when 'select' then 'read' else p.command end, max(t.foreign_yes), max(t.tried))
      as detail,
  format('alter policy %I on %s using (<the current condition, and a membership in the row''s tenant>);', p.name, p.table_label) as remedy
from app_policies p
join held_tables h on h.relation = p.relation and (h.by_tenant or h.is_tenants)
join lateral (
  select y.*, exists (select from app_rights g where g.relation = p.relation and g.role = y.role
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete')))) as is_usable
  from policy_tries y
  where y.policy = p.oid and y.clause = 'using' and y.foreign_yes > 0
) as t on true
-- Leave out policies that are true for every row for a caller without a membership: lint 0006 reports them.
where not exists (select from policy_tries y where y.policy = p.oid and y.clause = 'using' and y.caller <> 'member elsewhere'
  and y.tried > 0 and y.yes = y.tried)
group by p.label, p.name, p.table_label, p.command
