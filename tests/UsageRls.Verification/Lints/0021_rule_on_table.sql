-- A rewrite rule on a table or view.
-- Why: A rule rewrites a statement into other statements. PostgreSQL runs these statements with the privileges of the rule's owner.
-- Repair: Drop the rule. Use a trigger instead: policies apply to the statements of a security invoker trigger function.
-- Accept: Rules on tables on which anon and authenticated have no privilege.
-- Splinter: none
select '0021_rule_on_table' as id,
  -- high: through the rule, a caller can update or delete rows of a table on which neither anon nor authenticated may do so.
  case when r.kind in ('r', 'p') and exists (
    select
    from app_relations other
    cross join (values ('update', 'update'), ('delete from', 'delete')) as c (word, privilege)
    where other.oid <> r.oid and other.kind in ('r', 'p')
      and pg_catalog.pg_get_ruledef(w.oid) ~* ('\m' || c.word || '\s+(only\s+)?("?\w+"?\.)?"?'
        || regexp_replace(other.name, '(\W)', '\\\1', 'g') || '"?\M')
      and exists (select from app_rights a where a.relation = r.oid and a.role in ('anon', 'authenticated')
        and a.privilege = case w.ev_type when '2' then 'update' when '3' then 'insert' else 'delete' end)
      and not exists (select from app_rights a where a.relation = other.oid and a.role in ('anon', 'authenticated')
        and a.privilege = c.privilege)
  ) then 'high' else 'medium' end as severity, format('%s %I', r.label, w.rulename) as object,
  'A rule rewrites statements on this relation into other statements, which run with the privileges of the rule''s owner: the caller''s '
    'policies do not apply.' as detail,
  format('drop rule %I on %s;', w.rulename, r.label) as remedy
from pg_catalog.pg_rewrite w
join app_relations r on r.oid = w.ev_class
where w.rulename <> '_RETURN'
