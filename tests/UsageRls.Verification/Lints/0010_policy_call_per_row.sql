-- A call that is the same for every row, made for every row.
select '0010_policy_call_per_row' as id, 'medium' as severity, p.label as object,
  'The policy asks who the caller is once for every row of the table instead of once for the query, which makes large tables slow.' as detail,
  format('alter policy %I on %s using (<the same, with (select auth.uid()) in place of auth.uid()>);', p.name, p.table_label) as remedy
from app_policies p
where pg_catalog.regexp_replace(concat(p.using_text, ' ', p.check_text), 'SELECT (auth\.\w+\(\)|current_setting\()', '', 'g') ~ '(auth\.(uid|jwt|role|email)\(\)|\mcurrent_setting\()'
