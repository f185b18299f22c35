-- Returns the body and the CREATE FUNCTION statement of each SQL or PL/pgSQL function that is in no system schema and no extension.
select coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc), pg_catalog.pg_get_functiondef(f.oid)
from pg_catalog.pg_proc f
join pg_catalog.pg_namespace n on n.oid = f.pronamespace
join pg_catalog.pg_language l on l.oid = f.prolang
where l.lanname in ('sql', 'plpgsql') and f.prokind = 'f' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = f.oid
    and d.deptype = 'e');
