-- All that follows "using" in the definition, for indexes that are complete and that no constraint keeps.
select substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$')
from pg_catalog.pg_index i
where i.indrelid = 'public.usage_events'::pg_catalog.regclass and i.indisvalid and i.indisready
  and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
