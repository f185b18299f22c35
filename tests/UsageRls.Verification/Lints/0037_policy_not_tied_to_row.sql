-- A policy that reads no column of the row, or that compares a column with itself.
-- Why: A policy that only checks whether the caller is an administrator of any tenant opens the rows of every tenant. In a sub-select, an
--   unqualified column name refers first to the sub-select's own table, so m.team_id = team_id can compare a column with itself.
-- Repair: Qualify the column with its table name: m.team_id = invoices.team_id.
-- Accept: Policies for the application's operators, if only the server can write the table that lists the operators.
-- Splinter: none
select '0037_policy_not_tied_to_row' as id, case when t.is_captured and t.is_usable then 'critical' else 'medium' end as severity,
  p.label as object,
  case when t.is_captured
    then format('The policy compares a column with itself (%s): in the sub-select, the unqualified name refers to a column of the '
      'sub-select, not of the row.',
      (regexp_match(concat(p.using_text, ' ', p.check_text), '((\m\w+\.\w+)\s*=\s*\2)(?!\w)'))[1])
    else 'The policy reads no column of the row: a caller who passes the policy has access to every row of the table.' end as detail,
  format('alter policy %I on %s %s (<the current condition, with the row''s column qualified by %s>);', p.name, p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end, split_part(p.table_label, '.', 2)) as remedy
from app_policies p
cross join lateral (
  select concat(p.using_text, ' ', p.check_text) ~ '(\m\w+\.\w+)\s*=\s*\1(?!\w)' as is_captured,
    (not p.is_application or exists (select from app_rights g where g.relation = p.relation and g.role <> 'service_role')) as is_usable
) as t
where p.is_permissive and (p.is_application or t.is_captured) and (p.is_for_anon or p.is_for_users)
  and (t.is_captured or (
    not exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null)
    -- Lint 0006 reports policies that are always true, and lint 0046 policies that are never true.
    and coalesce(p.using_text, p.check_text) not in ('true', 'false')
    and not exists (select from policy_tries y where y.policy = p.oid and y.caller <> 'member elsewhere' and y.tried > 0
      and y.yes = y.tried)))
