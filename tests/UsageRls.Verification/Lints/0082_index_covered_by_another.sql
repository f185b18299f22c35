-- An index whose columns are the first columns of another index.
-- Why: Every insert must update both indexes.
-- Repair: Drop the shorter index.
-- Accept: A much smaller index that serves a very frequent query.
-- Splinter: 0009_duplicate_index
select '0082_index_covered_by_another' as id, 'note' as severity, a.indexrelid::pg_catalog.regclass::text as object,
  format('%s starts with the columns of this index: every insert must update both indexes.',
    min(b.indexrelid::pg_catalog.regclass::text)) as detail,
  format('drop index %s;', a.indexrelid::pg_catalog.regclass) as remedy
from pg_catalog.pg_index a
join app_relations r on r.oid = a.indrelid
join pg_catalog.pg_index b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid and b.indisvalid
join pg_catalog.pg_class ca on ca.oid = a.indexrelid
join pg_catalog.pg_class cb on cb.oid = b.indexrelid and cb.relam = ca.relam
where not a.indisunique and a.indisvalid and a.indexprs is null and b.indexprs is null and a.indpred is null and b.indpred is null
  and ca.relam = (select m.oid from pg_catalog.pg_am m where m.amname = 'btree')
  and (b.indkey::int2[])[0 : a.indnkeyatts - 1] = (a.indkey::int2[])[0 : a.indnkeyatts - 1]
  and (b.indclass::oid[])[0 : a.indnkeyatts - 1] = (a.indclass::oid[])[0 : a.indnkeyatts - 1]
  and (b.indoption::int2[])[0 : a.indnkeyatts - 1] = (a.indoption::int2[])[0 : a.indnkeyatts - 1]
  and a.indnatts = a.indnkeyatts
  and (b.indnkeyatts > a.indnkeyatts or b.indisunique or b.indexrelid < a.indexrelid)
group by a.indexrelid
