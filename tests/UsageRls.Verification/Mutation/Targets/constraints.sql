-- NOT NULL constraints, which pg_constraint contains since PostgreSQL 18, are left out, because columns.sql reads them.
select c.conrelid as table_oid, c.conname as name, c.contype::text as kind, pg_catalog.pg_get_constraintdef(c.oid) as definition
from pg_catalog.pg_constraint c
where c.conrelid = any ($1) and c.contype in ('c', 'f', 'p', 'u', 'x')
order by 1, 2
