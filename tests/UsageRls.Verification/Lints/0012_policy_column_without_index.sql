-- A column that policies read, without an index that starts with this column or with another column of the same condition.
-- Why: Without an index, each query under the policy scans the whole table, and queries become slower as the table grows.
-- Repair: Create an index that starts with the column.
-- Accept: Tables that stay small.
-- Splinter: none
with first_columns as (
  select i.indrelid as relation, i.indkey[0] as attnum
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_am m on m.oid = c.relam and m.amname in ('btree', 'hash')
  where i.indisvalid and i.indpred is null
)
select distinct '0012_policy_column_without_index' as id, 'low' as severity, format('%s.%I', r.label, a.attname) as object,
  format('Policies of these tables read the column in every query: %s. No index over all rows starts with the column, so queries scan the '
    'whole table.',
    string_agg(distinct p.table_label, ', ')) as detail,
  format('create index on %s (%I);', r.label, a.attname) as remedy
from app_policies p
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
join app_relations r on r.oid = d.refobjid and r.kind in ('r', 'p')
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.refobjsubid
join pg_catalog.pg_type t on t.oid = a.atttypid and (t.typname = 'uuid' or t.typcategory in ('N', 'S'))
-- An INSERT policy checks only the new row, so the columns of the policy's own table need no index.
where (p.command <> 'insert' or d.refobjid <> p.relation)
  -- In a condition without OR, an index that starts with another column is enough if the condition compares that other column with =.
  -- PostgreSQL prints the columns of the policy's own table without a prefix, and the columns of a table in a sub-select with the alias
  -- or name of that table.
  and not exists (
    select
    from policy_asks o
    join first_columns l on l.relation = o.relation and l.attnum = o.attnum
    join pg_catalog.pg_attribute c on c.attrelid = o.relation and c.attnum = o.attnum
    cross join lateral (
      select concat(p.using_text, ' ', p.check_text) as text, regexp_replace(quote_ident(c.attname), '(\W)', '\\\1', 'g') as name,
        regexp_replace(quote_ident(k.name), '(\W)', '\\\1', 'g') as own_table
      from known_relations k where k.oid = p.relation) as t
    where o.policy = p.oid and o.relation = r.oid and o.attnum <> a.attnum and o.via is null and t.text !~ '\mOR\M'
      and t.text ~ case when r.oid = p.relation then '(^|[ (])' || t.name || ' = ' else
        format('[ (](?!%1$s\.)\w+\.%2$s = | = (?!%1$s\.)\w+\.%2$s\M', t.own_table, t.name) end)
group by r.oid, r.label, a.attname, a.attnum
having not exists (select from first_columns l where l.relation = r.oid and l.attnum = a.attnum)
