-- Returns each index of usage_events with the columns of the index.
select c.relname, array(
  select a.attname
  from unnest(i.indkey) with ordinality as k (number, place)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
  order by k.place)::text[]
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
where i.indrelid = 'public.usage_events'::pg_catalog.regclass
