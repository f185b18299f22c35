-- A policy that asks who the caller is once for every row.
-- Why: The answer is the same for the whole query; asked for each row it makes large tables slow.
-- Repair: Wrap the call: (select auth.uid()).
-- Accept: Tables that stay small.
-- Splinter: 0003_auth_rls_initplan
select '0010_policy_call_per_row' as id, 'low' as severity, p.label as object,
  'The policy asks who the caller is once for every row of the table instead of once for the query, which makes large tables slow.'
    as detail,
  format('alter policy %I on %s%s%s;', p.name, p.table_label,
    ' using (' || regexp_replace(p.using_text, '(auth\.(uid|jwt|role|email)\(\))', '(select \1)', 'g') || ')',
    ' with check (' || regexp_replace(p.check_text, '(auth\.(uid|jwt|role|email)\(\))', '(select \1)', 'g') || ')') as remedy
from app_policies p
where pg_temp.without_scalar_selects(concat(p.using_text, ' ', p.check_text)) ~ '(auth\.(uid|jwt|role|email)\(\)|\mcurrent_setting\()'
