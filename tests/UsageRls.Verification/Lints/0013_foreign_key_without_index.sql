-- A foreign key whose columns no index starts with.
-- Why: Deleting a row of the other table reads all of this one, with the row locked meanwhile.
-- Repair: Create the index.
-- Accept: Keys to tables whose rows are never deleted.
-- Splinter: 0001_unindexed_foreign_keys
select '0013_foreign_key_without_index' as id, 'low' as severity, format('%s %I', r.label, k.conname) as object,
  format('Deleting a row of %s reads all of %s to see whether it is referred to, with the row locked meanwhile.',
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
