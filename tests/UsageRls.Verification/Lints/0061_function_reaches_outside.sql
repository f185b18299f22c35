-- Functions that reach other servers, and that the API can call.
-- Why: They speak from the database's place in the network, to whatever address the caller names.
-- Repair: Revoke them; let a function with a fixed address call them.
-- Accept: Where only SQL reaches them.
-- Splinter: none
select '0061_function_reaches_outside' as id, 'medium' as severity, f.label as object,
  'The API calls this function, and it makes a request to an address that it is given: from the database''s place in the network.'
    as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where (f.anon_may or f.users_may) and not f.is_trigger
  and exists (select from unnest(f.argument_names) as a (name) where a.name <> ''
    and f.source ~* ('(net\.http_\w+|\mhttp(_get|_post|_put|_delete)?|\mdblink\w*)\s*\([^;]*\m' || regexp_replace(a.name, '(\W)', '\\\1',
      'g') || '\M'))
union all
-- Functions of the extensions themselves; of lower severity if the extension is not in schema public.
select '0061_function_reaches_outside', case when n.nspname = 'public' then 'medium' else 'note' end, format('extension %I in %I',
  e.extname, n.nspname),
  format('%s may run functions of this extension, such as %s, which reach other servers.', string_agg(distinct a.name, ' and '),
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
