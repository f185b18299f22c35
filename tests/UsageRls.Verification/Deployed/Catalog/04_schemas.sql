select 'schema', quote_ident(n.nspname), n.nspname::text, 'there', format('create schema %I', n.nspname),
  format('drop schema %I', n.nspname), null, n.nspname::text
from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by n.nspname
