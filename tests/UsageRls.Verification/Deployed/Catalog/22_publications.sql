select 'publication', quote_ident(p.pubname), p.pubname::text, concat(case when p.puballtables then 'all tables, ' end, options),
  format('create publication %I%s with (%s)', p.pubname, case when p.puballtables then ' for all tables' end, options),
    format('drop publication %I', p.pubname),
  format('alter publication %I set (%s)', p.pubname, options), ''
from pg_catalog.pg_publication p
cross join lateral (select format('publish = %L, publish_via_partition_root = %s', concat_ws(', ',
  case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end, case
    when p.pubtruncate then 'truncate' end), p.pubviaroot::text) as options) as o
union all
select 'published table', r.prrelid::pg_catalog.regclass::text, format('%s by %I', r.prrelid::pg_catalog.regclass, p.pubname),
  concat('published', columns, condition),
  format('alter publication %I add table %s', p.pubname, concat(r.prrelid::pg_catalog.regclass, columns, condition)),
    format('alter publication %I drop table %s', p.pubname, r.prrelid::pg_catalog.regclass), null, n.nspname::text
from pg_catalog.pg_publication_rel r
join pg_catalog.pg_class c on c.oid = r.prrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_publication p on p.oid = r.prpubid
cross join lateral (select ' where (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')' as condition, ' (' || (
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_catalog.pg_attribute a where a.attrelid = r.prrelid
    and a.attnum = any (r.prattrs::int2[])) || ')' as columns) as d
union all
select 'published schema', quote_ident(n.nspname), format('%I by %I', n.nspname, p.pubname), 'published',
  format('alter publication %I add tables in schema %I', p.pubname, n.nspname), format('alter publication %I drop tables in schema %I',
    p.pubname, n.nspname), null, ''
from pg_catalog.pg_publication_namespace r
join pg_catalog.pg_publication p on p.oid = r.pnpubid
join pg_catalog.pg_namespace n on n.oid = r.pnnspid
order by 1, 2, 3
