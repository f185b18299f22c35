-- Returns the part after USING of the definition of each valid index of usage_events; INCLUDE columns are on a line of their own.
-- Indexes of constraints are left out. Indexes of org_members are listed too, because the policies of usage_events read that table.
select concat(case when i.indrelid <> 'public.usage_events'::pg_catalog.regclass then 'org_members ' end, line)
from pg_catalog.pg_index i
cross join lateral (select substring(pg_catalog.pg_get_indexdef(i.indexrelid) from ' USING (.*)$') as shape) s
cross join lateral (
  select regexp_replace(shape, ' INCLUDE \([^)]*\)', '')
  union all
  select regexp_replace(shape, ' INCLUDE (\([^)]*\))', ' includes \1') where shape ~ ' INCLUDE \('
) lines (line)
where i.indrelid in ('public.usage_events'::pg_catalog.regclass, to_regclass('public.org_members')) and i.indisvalid and i.indisready
  and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
