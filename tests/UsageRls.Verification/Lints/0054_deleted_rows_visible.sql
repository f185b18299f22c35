-- Rows that are marked as deleted, and policies that still show them.
-- Why: "Deleted" data is one request away, also where somebody asked for it to be erased.
-- Repair: Let the select policies ask for the mark.
-- Accept: Bins that their readers are to see.
-- Splinter: none
select '0054_deleted_rows_visible' as id, 'note' as severity, format('%s.%I', r.label, a.attname) as object,
  'Rows are marked as deleted here, and no policy of the table asks for the mark: what is deleted can still be read.' as detail,
  format('alter policy %I on %s using ((%s) and %s);', p.name, r.label, p.using_text,
    case when a.atttypid = 'bool'::pg_catalog.regtype then 'not ' || quote_ident(a.attname) else quote_ident(a.attname) || ' is null' end)
      as remedy
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  and a.attname ~ '^(deleted_at|is_deleted|archived_at|removed_at)$'
join lateral (select o.name, o.using_text from app_policies o where o.relation = r.oid and o.is_permissive
  and o.command in ('select', 'all') order by o.name limit 1) as p on true
where r.has_rls and not exists (select from policy_asks s where s.policy_relation = r.oid and s.relation = r.oid and s.attnum = a.attnum)
