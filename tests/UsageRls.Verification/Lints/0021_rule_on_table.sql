-- A rewrite rule on a table.
-- Why: It rewrites statements into others, which run with the privileges of the rule's owner.
-- Repair: Drop it; a trigger does the same, with policies.
-- Accept: Rules on tables that the API does not reach.
-- Splinter: none
select '0021_rule_on_table' as id, 'medium' as severity, format('%s %I', r.label, w.rulename) as object,
  'A rule rewrites statements on this table into others, which run with the privileges of the rule''s owner and past the policies that '
    'hold the caller.' as detail,
  format('drop rule %I on %s;', w.rulename, r.label) as remedy
from pg_catalog.pg_rewrite w
join app_relations r on r.oid = w.ev_class
where w.rulename <> '_RETURN'
