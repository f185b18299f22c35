-- A policy with NOT IN (select …) whose subquery can return null.
-- Why: x NOT IN (…, null) is never true. So after one null, the callers whose subquery returns it lose every row that they could see.
-- Repair: Use NOT EXISTS, or add "<column> is not null" to the subquery.
-- Accept: A column in which no null can occur, although it may be null.
-- Splinter: none
select '0091_not_in_meets_null' as id, case when bool_or(n.is_emptied) then 'high' else 'medium' end as severity, p.label as object,
  format('NOT IN is not true of any row once %s contains null: %s.', string_agg(distinct format('%s.%I', r.label, a.attname), ', '),
    case when bool_or(n.is_emptied) then 'a foreign key with ON DELETE SET NULL sets it to null' else 'API clients may write null' end)
      as detail,
  format('alter policy %I on %s %s (<the current condition, with NOT EXISTS in place of NOT IN>);', p.name, p.table_label,
    case when p.using_text is null then 'with check' else 'using' end) as remedy
from app_policies p
join policy_texts t on t.policy = p.oid
-- PostgreSQL stores x NOT IN (…) as NOT (x IN (…)). The groups of the pattern are the column, the table and the rest of the subquery.
cross join regexp_matches(t.text, '(?:\mnot\s*\((?:[^()]|\([^()]*\))*?\min|\mnot\s+in|<>\s*all)\s*\(\s*select\s+(?:distinct\s+)?'
  '(?:\w+\.)?"?(\w+)"?(?:\s+as\s+"?\w+"?)?\s+from\s+\(?\s*([\w."]+)([^;]*)', 'gi') as found
join app_relations r on replace(found[2], '"', '') in (r.name, replace(r.label, '"', ''))
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attname = found[1] and not a.attnotnull
cross join lateral (
  select exists (
      select from pg_catalog.pg_constraint k
      where k.conrelid = r.oid and k.contype = 'f' and k.confdeltype = 'n' and a.attnum = any (coalesce(k.confdelsetcols, k.conkey))
    ) as is_emptied,
    exists (select from app_rights g where g.relation = r.oid and g.role in ('anon', 'authenticated')
      and g.privilege in ('insert', 'update') and (g.column_name is null or g.column_name = a.attname)) as is_written
) as n
where (n.is_emptied or n.is_written)
  and found[3] !~* ('\m' || a.attname || '"?\)?\s+is\s+not\s+null')
  and not exists (select from pg_catalog.pg_constraint c where c.conrelid = r.oid and c.contype = 'c' and c.conkey = array[a.attnum]
    and pg_catalog.pg_get_constraintdef(c.oid) ~ 'IS NOT NULL')
group by p.oid, p.label, p.name, p.table_label, p.using_text
