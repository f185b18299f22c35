-- A column that marks rows as deleted or archived, and that no policy of the table reads.
-- Why: Callers can still read rows that are marked as deleted, even if a person asked to erase the data.
-- Repair: Check the column in each SELECT policy.
-- Accept: Deleted rows that the readers should see, as in a recycle bin.
-- Splinter: none
select '0054_deleted_rows_visible' as id, 'note' as severity, format('%s.%I', r.label, a.attname) as object,
  'The column marks rows as deleted or archived, but no policy of the table reads the column: callers can still read '
    'the marked rows.' as detail,
  format('alter policy %I on %s using ((%s) and %s);', p.name, r.label, p.using_text,
    case when a.atttypid = 'bool'::pg_catalog.regtype then 'not ' || quote_ident(a.attname) else quote_ident(a.attname) || ' is null' end)
      as remedy
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  and a.attname ~ '^(deleted_at|is_deleted|archived_at|removed_at)$'
join lateral (select o.name, o.using_text from app_policies o where o.relation = r.oid and o.is_permissive
  and o.command in ('select', 'all') order by o.name limit 1) as p on true
where r.has_rls and not exists (select from policy_asks s where s.policy_relation = r.oid and s.relation = r.oid and s.attnum = a.attnum)
