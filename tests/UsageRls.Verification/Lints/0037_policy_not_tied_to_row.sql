-- A policy that does not ask anything of the row, or compares a column with itself.
-- Why: It asks whether the caller is somebody's administrator; one yes opens every tenant. Silent variant: inside a sub-select an
--   unqualified column is the sub-select's own, so that m.team_id = team_id compares a column with itself.
-- Repair: Qualify the column: m.team_id = invoices.team_id.
-- Accept: Policies for the platform's own operators, by a table that only the server writes.
-- Splinter: none
select '0037_policy_not_tied_to_row' as id, case when t.is_captured and t.is_usable then 'critical' else 'medium' end as severity,
  p.label as object,
  case when t.is_captured
    then format('The policy compares a column with itself (%s): inside the sub-select the unqualified name is the sub-select''s own '
      'column, not the row''s.',
      (regexp_match(concat(p.using_text, ' ', p.check_text), '((\m\w+\.\w+)\s*=\s*\2)(?!\w)'))[1])
    else 'The policy reads no column of the row: whoever it lets in has every row of the table.' end as detail,
  format('alter policy %I on %s %s (<the same, with the row''s column qualified by %s>);', p.name, p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end, split_part(p.table_label, '.', 2)) as remedy
from app_policies p
cross join lateral (
  select concat(p.using_text, ' ', p.check_text) ~ '(\m\w+\.\w+)\s*=\s*\1(?!\w)' as is_captured,
    exists (select from app_rights g where g.relation = p.relation and g.role <> 'service_role') as is_usable
) as t
where p.is_permissive and p.is_application and (p.is_for_anon or p.is_for_users)
  and (t.is_captured or (
    not exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null)
    -- Lint 0006 reports policies that are always true, and lint 0046 policies that are never true.
    and coalesce(p.using_text, p.check_text) not in ('true', 'false')
    and not exists (select from policy_tries y where y.policy = p.oid and y.caller <> 'member elsewhere' and y.tried > 0
      and y.yes = y.tried)))
