-- A table whose changes are sent out.
select '0033_published_table' as id, 'medium' as severity, format('%s in %I', r.label, p.pubname) as object,
  'Changes of this table are sent to subscribers. For deleted rows there is no row left to ask a policy about: subscribers of every tenant learn their keys.' as detail,
  format('alter publication %I drop table %s;', p.pubname, r.label) as remedy
from pg_catalog.pg_publication p
join lateral pg_catalog.pg_get_publication_tables(p.pubname) as t on true
join app_relations r on r.oid = t.relid and r.has_rls
