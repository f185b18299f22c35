-- A policy for changes that says which rows may be changed, but not into what.
select '0007_missing_with_check' as id, 'note' as severity, p.label as object,
  'The policy says which rows may be changed and leaves unsaid what they may become. PostgreSQL then asks the same of the new row, which is seldom all that is meant: the author, say, can be rewritten.' as detail,
  format('alter policy %I on %s with check %s;', p.name, p.table_label, '(' || p.using_text || ')') as remedy
from app_policies p
where p.is_permissive and p.command in ('all', 'update') and p.check_text is null
