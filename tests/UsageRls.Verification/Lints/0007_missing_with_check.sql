-- A policy for changes that says which rows may be changed, but not into what.
-- Why: PostgreSQL then asks the same of the new row, which is seldom all that is meant: the author, say, can be rewritten.
-- Repair: Write the WITH CHECK.
-- Accept: Where the condition names the caller and everything that must stay.
-- Splinter: none
select '0007_missing_with_check' as id, 'note' as severity, p.label as object,
  'The policy says which rows may be changed, but not what they may become. PostgreSQL then asks the same of the new row, which may not '
    'be all that is meant.' as detail,
  format('alter policy %I on %s with check (%s);', p.name, p.table_label, p.using_text) as remedy
from app_policies p
where p.is_permissive and p.command in ('all', 'update') and p.check_text is null
  -- Some column that the condition reads can be changed: else the new row passes as the old one did. A function may get the whole row.
  and (p.using_text like '%.*%' or exists (
    select
    from policy_asks a
    join pg_catalog.pg_attribute c on c.attrelid = a.relation and c.attnum = a.attnum
    join api_roles r on r.name <> 'service_role'
    where a.policy = p.oid and a.relation = p.relation and a.via is null
      and pg_catalog.has_column_privilege(r.oid, p.relation, c.attnum, 'update')))
