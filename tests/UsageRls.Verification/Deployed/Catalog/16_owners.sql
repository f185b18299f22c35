-- Returns the owners of tables, views, routines, and schemas other than public: an owner has all privileges on the object, and a SECURITY
-- DEFINER function runs as its owner.
select 'owner', name, name, quote_ident(owner), format('alter %s %s owner to %I', kind, name, owner), null,
  format('alter %s %s owner to %I', kind, name, owner), schema
from (
  select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'f' then 'foreign table'
    else 'table' end as kind,
    c.oid::pg_catalog.regclass::text as name, pg_catalog.pg_get_userbyid(c.relowner)::text as owner, n.nspname::text as schema
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
      and d.deptype = 'e')
  union all
  select 'routine', p.oid::pg_catalog.regprocedure::text, pg_catalog.pg_get_userbyid(p.proowner)::text, n.nspname::text
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.deptype = 'e')
  union all
  select 'schema', quote_ident(n.nspname), pg_catalog.pg_get_userbyid(n.nspowner)::text, n.nspname::text from pg_catalog.pg_namespace n
    where n.nspname <> 'public'
) as owned
where schema !~ '^pg_' and schema <> 'information_schema'
order by name
