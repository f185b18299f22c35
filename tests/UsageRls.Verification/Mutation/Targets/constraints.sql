-- Not-null constraints (in this catalog since PostgreSQL 18) are told with their columns.
select c.conrelid as table_oid, c.conname as name, c.contype::text as kind, pg_catalog.pg_get_constraintdef(c.oid) as definition
from pg_catalog.pg_constraint c
where c.conrelid = any ($1) and c.contype in ('c', 'f', 'p', 'u', 'x')
order by 1, 2
