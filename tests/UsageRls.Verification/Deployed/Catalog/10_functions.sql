-- For a function of an extension, this query returns 'of an extension' as the schema. CREATE OR REPLACE FUNCTION can add defaults, but
-- cannot remove defaults or change the parameters' names, the parameters' types or the result type.
select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end, name, name,
  case when is_extensions then '' when p.prokind = 'a' then pg_catalog.pg_get_function_result(p.oid)
    else pg_catalog.pg_get_functiondef(p.oid) end,
  case when not is_extensions and p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end,
  format('drop routine %s', name),
  case when not is_extensions and p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end,
  case when is_extensions then 'of an extension' else n.nspname::text end,
  case when not is_extensions and p.prokind <> 'a' then concat(pg_catalog.pg_get_function_identity_arguments(p.oid), ' returns ',
    pg_catalog.pg_get_function_result(p.oid), ', defaults: ', repeat('+', p.pronargdefaults)) end
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
cross join lateral (select p.oid::pg_catalog.regprocedure::text as name,
  exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e') as is_extensions) as f
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by p.oid
