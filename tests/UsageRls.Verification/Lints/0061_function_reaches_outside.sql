-- A function that sends requests to other servers and that anon or authenticated may call.
-- Why: The database server sends the request from its own network, to any address that the caller chooses.
-- Repair: Revoke EXECUTE on the function. Let clients call a function with a fixed address instead.
-- Accept: Functions that callers can reach only with a SQL connection.
-- Splinter: none
select '0061_function_reaches_outside' as id, 'medium' as severity, f.label as object,
  'anon or authenticated may call this function, which sends a request from the database''s network to an address in an argument.'
    as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where (f.anon_may or f.users_may) and not f.is_trigger
  and exists (select from unnest(f.argument_names) as a (name) where a.name <> ''
    and f.source ~* ('(net\.http_\w+|\mhttp(_get|_post|_put|_delete)?|\mdblink\w*)\s*\([^;]*\m' || regexp_replace(a.name, '(\W)', '\\\1',
      'g') || '\M'))
union all
-- Extensions whose functions connect to other servers. The severity is note if the functions are not in schema public.
select '0061_function_reaches_outside', case when n.nspname = 'public' then 'medium' else 'note' end, format('extension %I in %I',
  e.extname, n.nspname),
  format('%s may call functions of this extension, such as %s. The extension connects to other servers.',
    string_agg(distinct a.name, ' and '),
    min(p.oid::pg_catalog.regprocedure::text)),
  format('revoke execute on all functions in schema %I from public;', n.nspname)
from pg_catalog.pg_extension e
join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = e.oid and d.deptype = 'e'
  and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
join pg_catalog.pg_proc p on p.oid = d.objid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join api_roles a on a.name <> 'service_role'
where e.extname in ('dblink', 'http', 'pg_net', 'postgres_fdw') and n.nspname <> 'net'
  and pg_catalog.has_schema_privilege(a.oid, n.oid, 'usage') and pg_catalog.has_function_privilege(a.oid, p.oid, 'execute')
group by e.extname, n.nspname
