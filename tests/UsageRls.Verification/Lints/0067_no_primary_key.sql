-- A table without a primary key.
-- Why: Two equal rows cannot be told apart or corrected; where it is published, updates and deletes fail for everybody.
-- Repair: Add one.
-- Accept: Tables that are only read as a whole.
-- Splinter: 0004_no_primary_key
select '0067_no_primary_key' as id,
  case when exists (select from pg_catalog.pg_publication p, pg_catalog.pg_get_publication_tables(p.pubname) t where t.relid = r.oid)
    then 'medium' else 'note' end as severity, r.label as object,
  'The table has no primary key: two equal rows cannot be told apart or corrected, and where it is published, updates and deletes fail.'
    as detail,
  format('alter table %s add column row_id uuid primary key default gen_random_uuid();', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and not r.is_partition
  and not exists (select from pg_catalog.pg_index i where i.indrelid = r.oid and (i.indisprimary or i.indisreplident))
