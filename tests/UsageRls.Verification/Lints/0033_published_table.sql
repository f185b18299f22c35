-- A table in a publication, which sends the table's changes to subscribers.
-- Why: No policy can be evaluated for a deleted row, so Realtime sends the row's primary key to subscribers of every tenant. REPLICA
--   IDENTITY FULL also publishes the old values of the row. Without row level security, every subscriber receives every change. A
--   publication for all tables, or for all tables of a schema, includes each new table.
-- Repair: Remove the table from the publication, or send Broadcast messages from a trigger instead. Reset the replica identity to the
--   default.
-- Accept: Tables whose primary keys reveal nothing to other tenants.
-- Splinter: none
select '0033_published_table' as id,
  case when not exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role' and g.privilege = 'select')
    then 'note'
    when not r.has_rls or c.relreplident = 'f' then 'high'
    -- A primary key of uuid columns reveals nothing; a numeric key can reveal how many rows other tenants have.
    when c.relreplident = 'd' and exists (select from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = c.oid
        and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary
        having bool_and(a.atttypid = 'pg_catalog.uuid'::pg_catalog.regtype)) then 'low'
    else 'medium' end as severity,
  format('%s in %I', r.label, p.pubname) as object,
  case when not r.has_rls then 'The publication sends changes of this table to subscribers. Row level security is off, so every subscriber '
    'receives every change.'
    when c.relreplident = 'f' then 'The publication contains the whole old row (REPLICA IDENTITY FULL). No policy can be evaluated for a '
      'deleted row: only the replication client, such as Realtime, limits which old values other tenants receive.'
    else 'The publication sends changes of this table to subscribers. No policy can be evaluated for a deleted row, so Realtime sends the '
      'row''s primary key to subscribers of every tenant.' end as detail,
  format('alter publication %I drop table %s;', p.pubname, r.label) as remedy
from pg_catalog.pg_publication p
join lateral pg_catalog.pg_get_publication_tables(p.pubname) as t on true
join app_relations r on r.oid = t.relid
join pg_catalog.pg_class c on c.oid = r.oid
where not p.puballtables and not exists (select from pg_catalog.pg_publication_namespace n where n.pnpubid = p.oid
  and n.pnnspid = c.relnamespace)
union all
select '0033_published_table', 'medium', format('publication %I', p.pubname),
  'The publication covers all tables of the database or of a schema, so it includes each new table automatically.',
  format('drop publication %I; create publication %I;', p.pubname, p.pubname)
from pg_catalog.pg_publication p
where p.puballtables or exists (select from pg_catalog.pg_publication_namespace n where n.pnpubid = p.oid)
