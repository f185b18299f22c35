-- Sequences of identity columns are left out, because PostgreSQL creates and drops them with the column. Sequences of serial columns are
-- included, because PostgreSQL drops them with the column but does not create them with it.
select 'sequence', c.oid::pg_catalog.regclass::text, c.oid::pg_catalog.regclass::text, definition,
  format('create sequence if not exists %s %s', c.oid::pg_catalog.regclass, definition), format('drop sequence if exists %s',
    c.oid::pg_catalog.regclass),
  format('alter sequence %s %s', c.oid::pg_catalog.regclass, definition), n.nspname::text
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select format('as %s increment %s minvalue %s maxvalue %s%s', pg_catalog.format_type(s.seqtypid, null), s.seqincrement,
  s.seqmin, s.seqmax, case when s.seqcycle then ' cycle' end) as definition) as d
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend o where o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and o.objid = c.oid
    and o.deptype in ('e', 'i'))
order by c.oid
