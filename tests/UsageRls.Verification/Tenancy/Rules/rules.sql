-- Statements 2 to 4 read the catalog entries that decide access.
-- 1. Saves the search_path for statement 5, and empties it, so that the returned SQL qualifies names outside pg_catalog with their schema.
select pg_catalog.set_config('usage_rls.search_path', pg_catalog.current_setting('search_path'), true), pg_catalog.set_config('search_path',
  '', true);

-- 2. Policies: schema, table, name, command, permissive, USING, WITH CHECK, roles.
select n.nspname::text, c.relname::text, p.polname::text,
  case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end, p.polpermissive,
  pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
  array(select case when r = 0 then 'public' else pg_catalog.pg_get_userbyid(r)::text end from unnest(p.polroles) as r)
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
order by n.nspname, c.relname, p.polname;

-- 3. Functions: schema, name, input arguments, body, security definer, signature, immutable.
select n.nspname::text, f.proname::text,
  array(select coalesce(f.proargnames[i], '')::text from generate_series(1, coalesce(array_length(f.proallargtypes, 1), f.pronargs)) as i
        where f.proargmodes is null or f.proargmodes[i] in ('i', 'b', 'v') order by i),
  coalesce(pg_catalog.pg_get_function_sqlbody(f.oid), f.prosrc), f.prosecdef, pg_catalog.pg_get_function_arguments(f.oid),
    f.provolatile = 'i'
from pg_catalog.pg_proc f
join pg_catalog.pg_namespace n on n.oid = f.pronamespace
join pg_catalog.pg_language l on l.oid = f.prolang
where l.lanname in ('sql', 'plpgsql') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = f.oid
    and d.deptype = 'e')
order by f.oid;

-- 4. Tables on which anon or authenticated holds a privilege (by its own grants, by grants to PUBLIC or by inheritance), and USAGE on the
-- schema: schema, table, roles with a privilege, and the columns that anon or authenticated may read.
select n.nspname::text, c.relname::text, array_agg(r.rolname::text order by r.rolname),
  array(select a.attname::text from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      and exists (select from pg_catalog.pg_roles reader where reader.rolname in ('anon', 'authenticated')
        and pg_catalog.has_column_privilege(reader.oid, c.oid, a.attnum, 'select')))
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_roles r on r.rolname in ('anon', 'authenticated')
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  and pg_catalog.has_schema_privilege(r.oid, n.oid, 'usage')
  and (pg_catalog.has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate, references, trigger')
    or pg_catalog.has_any_column_privilege(r.oid, c.oid, 'select, insert, update, references'))
group by c.oid, n.nspname, c.relname;

-- 5. Restores the search_path.
select pg_catalog.set_config('search_path', pg_catalog.current_setting('usage_rls.search_path'), true);
