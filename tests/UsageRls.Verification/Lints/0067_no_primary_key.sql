-- A table that has neither a primary key nor a replica identity index.
-- Why: A client cannot address one of two equal rows to correct it. If the table is published, UPDATE and DELETE fail unless the table has
--   REPLICA IDENTITY FULL.
-- Repair: Add a primary key.
-- Accept: Tables that are only read as a whole.
-- Splinter: 0004_no_primary_key
select '0067_no_primary_key' as id,
  case when exists (select from pg_catalog.pg_publication p, pg_catalog.pg_get_publication_tables(p.pubname) t where t.relid = r.oid)
    then 'medium' else 'note' end as severity, r.label as object,
  'The table has no primary key: a client cannot address one of two equal rows. If the table is published without REPLICA IDENTITY FULL, '
    'UPDATE and DELETE fail.'
    as detail,
  format('alter table %s add column row_id uuid primary key default gen_random_uuid();', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and not r.is_partition
  and not exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and (i.indisprimary or i.indisreplident))
