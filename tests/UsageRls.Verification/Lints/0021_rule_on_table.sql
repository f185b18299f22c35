-- A rewrite rule on a table.
-- Why: It rewrites statements into others, which run with the privileges of the rule's owner.
-- Repair: Drop it; a trigger does the same, with policies.
-- Accept: Rules on tables that the API does not reach.
-- Splinter: none
select '0021_rule_on_table' as id,
  -- Callers of the table then change or delete rows where they may not do so themselves.
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
  'A rule rewrites statements on this table into others, which run with the privileges of the rule''s owner and past the policies that '
    'hold the caller.' as detail,
  format('drop rule %I on %s;', w.rulename, r.label) as remedy
from pg_catalog.pg_rewrite w
join app_relations r on r.oid = w.ev_class
where w.rulename <> '_RETURN'
