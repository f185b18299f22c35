-- Returns the faults of the functions that policies on usage_events call: properties by which a caller could bypass the policies, or
-- that make a function slow. Functions of the Supabase platform are left out.
select format('%s %s', p.oid::pg_catalog.regprocedure, fault)
from pg_catalog.pg_proc p
cross join lateral (
  select 'is volatile: it runs once for each row' where p.provolatile = 'v'
  union all
  select 'is security definer and finds names by its caller''s search path'
  where p.prosecdef and not exists (select from unnest(p.proconfig) as settings (setting) where setting like 'search\_path=%')
  union all
  select 'is security definer and anon may call it'
  where p.prosecdef and pg_catalog.has_function_privilege('anon', p.oid, 'execute')
) as faults (fault)
where p.proowner = (select c.relowner from pg_catalog.pg_class c where c.oid = 'public.usage_events'::pg_catalog.regclass)
  and exists (
    select
    from pg_catalog.pg_policy o
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = o.oid
    where o.polrelid = 'public.usage_events'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.refobjid = p.oid)
