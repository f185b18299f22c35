-- A column that policies compare, and no index that starts with it.
-- Why: The whole table is read for each query, and the more rows there are, the slower everything gets.
-- Repair: Create the index.
-- Accept: Tables that stay small.
-- Splinter: none
select distinct '0012_policy_column_without_index' as id, 'low' as severity, format('%s.%I', r.label, a.attname) as object,
  format('Policies compare this column for every query (%s), and no index over all rows starts with it: the whole table is read each time.',
    string_agg(distinct p.table_label, ', ')) as detail,
  format('create index on %s (%I);', r.label, a.attname) as remedy
from app_policies p
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
join app_relations r on r.oid = d.refobjid and r.kind in ('r', 'p')
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum = d.refobjsubid
join pg_catalog.pg_type t on t.oid = a.atttypid and (t.typname = 'uuid' or t.typcategory in ('N', 'S'))
-- A column of the table of an insert policy needs no index: the policy checks only the new row.
where p.command <> 'insert' or d.refobjid <> p.relation
group by r.oid, r.label, a.attname, a.attnum
having not exists (
  select from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_am m on m.oid = c.relam and m.amname in ('btree', 'hash')
  where i.indrelid = r.oid and i.indkey[0] = a.attnum and i.indisvalid and i.indpred is null)
