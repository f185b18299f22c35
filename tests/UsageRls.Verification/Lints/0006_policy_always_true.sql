-- A permissive policy that says yes to somebody who belongs nowhere, whatever the row. Found by trying it, not by its text.
select '0006_policy_always_true' as id, case p.command when 'select' then 'medium' else 'high' end as severity, p.label as object,
  format('The policy lets %s %s any row: tried with made-up rows as %s, it always said yes.',
    case when p.is_for_users then 'every signed-in user' else 'everybody without a token' end,
    case p.command when 'all' then 'do everything with' else p.command end,
    case when p.is_for_users then 'a user who belongs to no organisation' else 'a request without a token' end) as detail,
  format('alter policy %I on %s %s (<a condition on the row and on (select auth.uid())>);', p.name, p.table_label,
    case when p.command = 'insert' then 'with check' else 'using' end) as remedy
from app_policies p
where p.is_permissive and (p.is_for_users or p.is_for_anon)
  and (pg_temp.always_true(p.using_text, p.relation, p.is_for_users) or pg_temp.always_true(p.check_text, p.relation, p.is_for_users))
