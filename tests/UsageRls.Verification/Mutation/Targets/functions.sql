select n.nspname as schema, p.proname as name,
  pg_catalog.format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) as signature,
  l.lanname as language, p.prosecdef as definer, p.provolatile = 'v' as volatile, p.prosqlbody is not null as parsed,
  coalesce(array_to_string(p.proconfig, ', ') like '%search_path=%', false) as pinned,
  p.procost <> case when l.lanname in ('c', 'internal') then 1 else 100 end as priced,
  p.prosrc as body, pg_catalog.pg_get_functiondef(p.oid) as definition,
  array(
    select distinct case a.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(a.grantee) end::text
    from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
    where a.privilege_type = 'EXECUTE' and a.grantee <> p.proowner) as executors
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
where p.oid = any ($2) and p.prokind = 'f'
order by signature
