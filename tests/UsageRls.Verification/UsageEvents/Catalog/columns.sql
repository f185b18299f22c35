-- Returns one line for each property of each column of usage_events.
select format('%I is %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod))
from pg_catalog.pg_attribute a
where a.attrelid = 'public.usage_events'::pg_catalog.regclass and a.attnum > 0 and not a.attisdropped
union all
select format('%I is not null', a.attname)
from pg_catalog.pg_attribute a
where a.attrelid = 'public.usage_events'::pg_catalog.regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull
union all
select format(case when a.attgenerated = '' then '%I defaults to %s' else '%I is generated as %s' end,
  a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
from pg_catalog.pg_attribute a
join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = 'public.usage_events'::pg_catalog.regclass
