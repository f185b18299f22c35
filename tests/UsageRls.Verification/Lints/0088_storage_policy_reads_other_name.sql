-- A policy on storage.objects that takes a path from another table's column, and never reads the path of the file.
-- Why: In a subquery, the unqualified column name means the inner table's column if that table has a column called name. The policy then
--   compares a value of the inner table with itself, and does not restrict the files.
-- Repair: Write objects.name in the subquery.
-- Accept: Never.
-- Splinter: none
select '0088_storage_policy_reads_other_name' as id, 'high' as severity, p.label as object,
  format('The policy reads %s as a path, and does not read the path of the file, objects.name: a caller for whom one row of the subquery '
    'fits reaches every file that the rest of the policy allows.', taken.path) as detail,
  format('alter policy %I on %s %s (<the same condition with objects.name in place of %s>);', p.name, p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end, taken.path) as remedy
from app_policies p
cross join lateral (values (p.using_text), (p.check_text)) as c (text)
cross join lateral (
  select (regexp_match(c.text, 'storage\.(?:foldername|filename|extension)\(((?!objects\.)"?\w+"?\.name)\)'))[1] as path
) as taken
where p.relation = pg_catalog.to_regclass('storage.objects') and p.is_permissive and (p.is_for_anon or p.is_for_users)
  and taken.path is not null
  -- Neither objects.name nor, outside of subqueries, the unqualified name.
  and c.text !~ '\mobjects\.name\M' and c.text !~ '(^|[^.\w"])name\M'
group by p.name, p.label, p.table_label, p.command, taken.path
