select case when c.relkind = 'f' then 'foreign table' else 'table' end, name, name,
  concat(case c.relpersistence when 'u' then 'unlogged ' end, case c.relkind when 'p'
    then 'partitioned by ' || pg_catalog.pg_get_partkeydef(c.oid) when 'f' then 'foreign table' else 'table' end,
    ', ' || (case when c.relispartition then 'partition' else 'child' end) || ' of ' || parents,
      ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid)),
  case when c.relkind = 'f' then null else
    concat('create ', case c.relpersistence when 'u' then 'unlogged ' end, 'table ', name,
      case when c.relispartition then format(' partition of %s %s', parents, pg_catalog.pg_get_expr(c.relpartbound, c.oid))
        else concat(' ()', ' inherits (' || parents || ')') end,
      case when c.relkind = 'p' then ' partition by ' || pg_catalog.pg_get_partkeydef(c.oid) end) end,
  format('drop %stable %s', case when c.relkind = 'f' then 'foreign ' end, name),
  case when c.relkind = 'r' then format('alter table %s set %s', name, case c.relpersistence when 'u' then 'unlogged' else 'logged' end)
    end,
  case when exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
    and d.deptype = 'e') then 'of an extension' else n.nspname::text end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select c.oid::pg_catalog.regclass::text as name,
  (select string_agg(h.inhparent::pg_catalog.regclass::text, ', ' order by h.inhseqno) from pg_catalog.pg_inherits h
    where h.inhrelid = c.oid) as parents) as r
where c.relkind in ('r', 'p', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by c.oid
