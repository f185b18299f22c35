-- Returns the functions that policies on usage_events call, without the functions of the Supabase platform.
select format('%s: %s, %s, %s, at cost %s; callable by %s',
  p.oid::pg_catalog.regprocedure,
  case when p.prosecdef then 'definer' else 'invoker' end,
  case p.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end,
  coalesce((select setting from unnest(p.proconfig) as settings (setting) where setting like 'search\_path=%'), 'any search path'),
  p.procost,
  coalesce((
    select string_agg(distinct case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee) end::text, ', ')
    from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
    where a.grantee <> p.proowner), 'nobody else'))
from pg_catalog.pg_proc p
where p.proowner = (select c.relowner from pg_catalog.pg_class c where c.oid = 'public.usage_events'::pg_catalog.regclass)
  and exists (
    select
    from pg_catalog.pg_policy o
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = o.oid
    where o.polrelid = 'public.usage_events'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.refobjid = p.oid)
