select format('row level security is on for %s', c.relname)
from pg_catalog.pg_class c
where c.oid in ('public.usage_events'::pg_catalog.regclass, to_regclass('public.org_members')) and c.relrowsecurity
union all
select format('row level security holds for the owner of %s', c.relname)
from pg_catalog.pg_class c
where c.oid = 'public.usage_events'::pg_catalog.regclass and c.relforcerowsecurity
union all
select format('%s belongs to who runs the migrations', c.relname)
from pg_catalog.pg_class c
join pg_catalog.pg_class o on o.oid = to_regclass('public.org_members') and o.relowner = c.relowner
where c.oid = 'public.usage_events'::pg_catalog.regclass
