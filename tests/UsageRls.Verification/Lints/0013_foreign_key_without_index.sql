-- A foreign key without an index that starts with the foreign key's columns.
-- Why: To delete a row of the referenced table, PostgreSQL scans the whole referencing table, and keeps the deleted row locked meanwhile.
-- Repair: Create an index on the foreign key's columns.
-- Accept: Foreign keys to tables whose rows are never deleted.
-- Splinter: 0001_unindexed_foreign_keys
select '0013_foreign_key_without_index' as id, 'low' as severity, format('%s %I', r.label, k.conname) as object,
  format('To delete a row of %s, PostgreSQL scans the whole table %s for referencing rows, and keeps the deleted row locked meanwhile.',
    k.confrelid::pg_catalog.regclass, r.label) as detail,
  format('create index on %s (%s);', r.label,
    (select string_agg(quote_ident(a.attname), ', ' order by n.place)
     from unnest(k.conkey) with ordinality as n (number, place)
     join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.number)) as remedy
from pg_catalog.pg_constraint k
join app_relations r on r.oid = k.conrelid
where k.contype = 'f' and k.conparentid = 0
  and not exists (
    select from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_am m on m.oid = c.relam and m.amname in ('btree', 'hash')
    where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
      and (i.indkey::int2[])[0 : cardinality(k.conkey) - 1] @> k.conkey)
