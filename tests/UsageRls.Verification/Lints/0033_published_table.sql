-- A table whose changes are sent to subscribers.
-- Why: For deleted rows there is no row left to ask a policy about. With replica identity full the whole old row is sent; without row
--   level security every row is sent to everybody. A publication of a schema or of all tables takes the next table too.
-- Repair: Take the table out of the publication, or send by broadcast from a trigger; set the replica identity back.
-- Accept: Keys that tell nothing to others.
-- Splinter: none
select '0033_published_table' as id,
  case when not exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role' and g.privilege = 'select')
    then 'note'
    when not r.has_rls or c.relreplident = 'f' then 'high' else 'medium' end as severity,
  format('%s in %I', r.label, p.pubname) as object,
  case when not r.has_rls then 'Changes of this table are sent to subscribers, and without row level security every change is sent to '
    'everybody who asks.'
    when c.relreplident = 'f' then 'Changes of this table are sent to subscribers, with the whole old row: for deleted rows there is no '
      'row left to ask a policy about, so that subscribers of every tenant get them.'
    else 'Changes of this table are sent to subscribers. For deleted rows there is no row left to ask a policy about: subscribers of '
      'every tenant learn their keys.' end as detail,
  format('alter publication %I drop table %s;', p.pubname, r.label) as remedy
from pg_catalog.pg_publication p
join lateral pg_catalog.pg_get_publication_tables(p.pubname) as t on true
join app_relations r on r.oid = t.relid
join pg_catalog.pg_class c on c.oid = r.oid
where not p.puballtables and not exists (select from pg_catalog.pg_publication_namespace n where n.pnpubid = p.oid
  and n.pnnspid = c.relnamespace)
union all
select '0033_published_table', 'medium', format('publication %I', p.pubname),
  'The publication takes every table that is created next, too, before anybody has thought about it.',
  format('drop publication %I; create publication %I;', p.pubname, p.pubname)
from pg_catalog.pg_publication p
where p.puballtables or exists (select from pg_catalog.pg_publication_namespace n where n.pnpubid = p.oid)
