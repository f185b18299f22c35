-- A policy that opens rows of tenants that the caller does not belong to, for members of another tenant or by what the row says.
-- Why: It asks whether the caller is anybody's member, or only what the row says of itself; one yes opens every tenant's such rows.
--   Found by trying it as a member of another tenant, in each of the roles there are.
-- Repair: Tie the membership to the row's tenant; put an "and" where the "or" is.
-- Accept: Rows that are published on purpose.
-- Splinter: none
select '0036_foreign_rows_visible' as id,
  -- If users of no tenant pass too, only values in the row open it: such rows may be published on purpose.
  case when bool_or(t.is_usable and t.caller = 'member elsewhere') and not bool_or(t.caller = 'stranger')
    or (p.command in ('update', 'delete', 'all') and bool_or(t.is_usable)) then 'critical' else 'medium' end as severity, p.label as object,
  format('The policy lets %s %s rows of a tenant that they are no member of: %s of %s made-up ones.', string_agg(distinct
      case t.caller when 'member elsewhere' then 'members of another tenant' when 'stranger' then 'users of no tenant'
        else 'requests without a user' end, ' and '),
    case p.command when 'all' then 'see and change' when 'select' then 'see' else p.command end, max(t.foreign_yes), max(t.tried))
      as detail,
  format('alter policy %I on %s using (<the same, tied to the row''s tenant>);', p.name, p.table_label) as remedy
from app_policies p
join held_tables h on h.relation = p.relation and (h.by_tenant or h.is_tenants)
join lateral (
  select y.*, exists (select from app_rights g where g.relation = p.relation and g.role = y.role
    and (g.privilege = p.command or (p.command = 'all' and g.privilege in ('select', 'insert', 'update', 'delete')))) as is_usable
  from policy_tries y
  where y.policy = p.oid and y.clause = 'using' and y.foreign_yes > 0
) as t on true
-- Lint 0006 reports policies that are true for every row and caller.
where not exists (select from policy_tries y where y.policy = p.oid and y.clause = 'using' and y.caller <> 'member elsewhere'
  and y.tried > 0 and y.yes = y.tried)
group by p.label, p.name, p.table_label, p.command
