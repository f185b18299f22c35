select 'row level security', c.oid::pg_catalog.regclass::text, c.oid::pg_catalog.regclass::text, 'on',
  format('alter table %s enable row level security', c.oid::pg_catalog.regclass),
  format('alter table %s disable row level security', c.oid::pg_catalog.regclass), null, n.nspname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relrowsecurity
union all
select 'force row level security', c.oid::pg_catalog.regclass::text, c.oid::pg_catalog.regclass::text, 'on',
  format('alter table %s force row level security', c.oid::pg_catalog.regclass),
  format('alter table %s no force row level security', c.oid::pg_catalog.regclass), null, n.nspname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relforcerowsecurity
order by 1, 2
