-- Returns the definitions of the validated constraints on usage_events, without their names. NOT NULL constraints are in columns.sql.
select pg_catalog.pg_get_constraintdef(c.oid)
from pg_catalog.pg_constraint c
where c.conrelid = 'public.usage_events'::pg_catalog.regclass and c.contype in ('c', 'f', 'p', 'u', 'x') and c.convalidated
