-- A constraint is identified by its definition, not by its name. 11_defaults.sql returns NOT NULL constraints. The index of a key
-- constraint is not a separate item.
select distinct on (is_foreign, table_name, definition) 'constraint', table_name, format('%s %s', table_name, definition), definition,
  format('alter table %s add constraint %I %s', table_name, k.conname, definition), format('alter table %s drop constraint %I', table_name,
    k.conname), null, n.nspname::text
from pg_catalog.pg_constraint k
join pg_catalog.pg_class c on c.oid = k.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as table_name, pg_catalog.pg_get_constraintdef(k.oid) as definition,
  k.contype = 'f' as is_foreign) as d
where k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by is_foreign, table_name, definition, k.conname
