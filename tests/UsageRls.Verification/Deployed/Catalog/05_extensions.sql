-- The version of an extension is not compared, because the platform chooses it.
select 'extension', quote_ident(e.extname), e.extname::text, format('in schema %I', n.nspname),
  format('create extension %I with schema %I', e.extname, n.nspname), format('drop extension %I', e.extname),
    format('alter extension %I set schema %I', e.extname, n.nspname), ''
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
order by e.extname
