-- All that follows "using" in the definition, and what is included on a line of its own; for indexes that are complete and that no constraint keeps.
select line
from pg_catalog.pg_index i
cross join lateral (select substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$') as shape) s
cross join lateral (
  select regexp_replace(shape, ' INCLUDE \([^)]*\)', '')
  union all
  select regexp_replace(shape, ' INCLUDE (\([^)]*\))', ' includes \1') where shape ~ ' INCLUDE \('
) lines (line)
where i.indrelid = 'public.usage_events'::pg_catalog.regclass and i.indisvalid and i.indisready
  and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
