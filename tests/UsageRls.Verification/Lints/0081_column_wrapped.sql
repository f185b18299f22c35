-- A policy that applies a cast or a function to a column before the comparison.
-- Why: PostgreSQL cannot use an index on the column, so queries scan the whole table.
-- Repair: Cast the other side of the comparison, or create an index on the expression.
-- Accept: Tables that stay small.
-- Splinter: none
select distinct '0081_column_wrapped' as id, 'low' as severity, p.label as object,
  format('The policy applies a cast or a function to %I before the comparison, so PostgreSQL cannot use an index on the column.',
    a.attname) as detail,
  format('alter policy %I on %s using (<the current condition, with the cast on the other side>);', p.name, p.table_label) as remedy
from app_policies p
join policy_asks s on s.policy = p.oid and s.relation = p.relation and s.via is null
join pg_catalog.pg_attribute a on a.attrelid = s.relation and a.attnum = s.attnum
join pg_catalog.pg_type t on t.oid = a.atttypid and t.typname not in ('varchar', 'bpchar', 'name')
where p.command <> 'insert' and p.is_application
  and p.using_text ~ ('(^|[^\w.])(\(' || regexp_replace(a.attname, '(\W)', '\\\1',
    'g') || '\)::\w+|(lower|upper|coalesce|COALESCE|date_trunc)\((''\w+''::text, )?' || regexp_replace(a.attname, '(\W)', '\\\1',
    'g') || '(,[^)]*)?\))\s*=')
  and not exists (select from pg_catalog.pg_index i where i.indrelid = p.relation and i.indexprs is not null
    and pg_temp.mentions(pg_catalog.pg_get_expr(i.indexprs, i.indrelid), a.attname))
