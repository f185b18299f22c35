-- A policy that calls a function such as auth.uid() or current_setting() once per row.
-- Why: The function returns the same value for every row of a query. Calling the function once per row makes queries on large tables slow.
-- Repair: Wrap the call in a sub-select, which PostgreSQL evaluates once per query: (select auth.uid()).
-- Accept: Tables that stay small.
-- Splinter: 0003_auth_rls_initplan
select '0010_policy_call_per_row' as id, 'low' as severity, p.label as object,
  'The policy calls auth.uid(), auth.jwt(), auth.role(), auth.email() or current_setting() once per row, not once per query: queries on '
    'large tables are slow.'
    as detail,
  format('alter policy %I on %s%s%s;', p.name, p.table_label,
    ' using (' || regexp_replace(p.using_text, '(auth\.(uid|jwt|role|email)\(\))', '(select \1)', 'g') || ')',
    ' with check (' || regexp_replace(p.check_text, '(auth\.(uid|jwt|role|email)\(\))', '(select \1)', 'g') || ')') as remedy
from app_policies p
where pg_temp.without_scalar_selects(concat(p.using_text, ' ', p.check_text)) ~ '(auth\.(uid|jwt|role|email)\(\)|\mcurrent_setting\()'
