-- By what they say, not by their names. Not-null constraints are told with the columns.
select pg_catalog.pg_get_constraintdef(c.oid)
from pg_catalog.pg_constraint c
where c.conrelid = 'public.usage_events'::pg_catalog.regclass and c.contype in ('c', 'f', 'p', 'u', 'x') and c.convalidated
