-- Returns the relations, functions and domains of a database, without those in system schemas: kind, schema, name, a text in which names
-- of other objects occur, a second such text of definitions that apply only when rows of the relation are written, the relation's policies,
-- and whether it is unknown what the object reads.
with own (oid, schema) as materialized (
  select n.oid, n.nspname::text from pg_catalog.pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
)
select case c.relkind when 'v' then 'view' else 'table' end, n.schema, c.relname::text,
  concat_ws(e'\n',
    (select string_agg(pg_catalog.pg_get_ruledef(r.oid), e'\n') from pg_catalog.pg_rewrite r where r.ev_class = c.oid),
    (select string_agg(pg_catalog.format_type(a.atttypid, a.atttypmod), e'\n') from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    (select string_agg(concat_ws(' ', h.inhparent::regclass, h.inhrelid::regclass), e'\n') from pg_catalog.pg_inherits h
      where c.oid in (h.inhparent, h.inhrelid))),
  concat_ws(e'\n',
    (select string_agg(concat_ws(' ', h.inhparent::regclass, h.inhrelid::regclass), e'\n') from pg_catalog.pg_inherits h
      where c.oid in (h.inhparent, h.inhrelid)),
    (select string_agg(replace(pg_catalog.pg_get_triggerdef(t.oid), ' EXECUTE ', ' '), e'\n') from pg_catalog.pg_trigger t
      where t.tgrelid = c.oid and not t.tgisinternal),
    (select string_agg(pg_catalog.pg_get_expr(d.adbin, c.oid), e'\n') from pg_catalog.pg_attrdef d where d.adrelid = c.oid),
    (select string_agg(pg_catalog.pg_get_constraintdef(k.oid), e'\n') from pg_catalog.pg_constraint k
      where k.conrelid = c.oid and k.contype in ('c', 'x')),
    (select string_agg(pg_catalog.pg_get_indexdef(i.indexrelid), e'\n') from pg_catalog.pg_index i where i.indrelid = c.oid),
    -- A change of a row cascades to these tables, or is checked against their rows under FORCE ROW LEVEL SECURITY.
    (select string_agg(k.conrelid::regclass::text, e'\n') from pg_catalog.pg_constraint k join pg_catalog.pg_class o on o.oid = k.conrelid
      where k.contype = 'f' and k.confrelid = c.oid
        and (o.relforcerowsecurity or k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))),
    -- A foreign key reads these tables as their owner, whom FORCE ROW LEVEL SECURITY subjects to the policies.
    (select string_agg(k.confrelid::regclass::text, e'\n') from pg_catalog.pg_constraint k join pg_catalog.pg_class o on o.oid = k.confrelid
      where k.contype = 'f' and k.conrelid = c.oid and o.relforcerowsecurity)),
  coalesce((select string_agg(concat_ws('|', p.polname, p.polpermissive, p.polroles::regrole[], p.polcmd,
    pg_catalog.pg_get_expr(p.polqual, c.oid), pg_catalog.pg_get_expr(p.polwithcheck, c.oid)), e'\n' order by p.polname)
    from pg_catalog.pg_policy p where p.polrelid = c.oid), ''),
  c.relkind = 'f'
from pg_catalog.pg_class c join own n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
union all
select 'function', n.schema, f.proname::text,
  concat_ws(e'\n', f.prosrc, pg_catalog.pg_get_function_sqlbody(f.oid), pg_catalog.pg_get_function_arguments(f.oid),
    pg_catalog.pg_get_function_result(f.oid), f.proconfig, g.aggtransfn, g.aggfinalfn, g.aggcombinefn), '', '',
  l.lanname not in ('sql', 'plpgsql', 'c', 'internal')
from pg_catalog.pg_proc f
join own n on n.oid = f.pronamespace
join pg_catalog.pg_language l on l.oid = f.prolang
left join pg_catalog.pg_aggregate g on g.aggfnoid = f.oid
union all
select 'domain', n.schema, t.typname::text,
  concat_ws(e'\n', pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typdefault,
    (select string_agg(pg_catalog.pg_get_constraintdef(k.oid), e'\n') from pg_catalog.pg_constraint k where k.contypid = t.oid)),
  '', '', false
from pg_catalog.pg_type t join own n on n.oid = t.typnamespace
where t.typtype = 'd'
union all
-- One row if the database has operators or casts of its own: they call functions that no text names.
select 'operator', '', '', '', '', '', true
where exists (select from pg_catalog.pg_operator o where o.oid >= 16384 and not exists (
    select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_operator'::regclass and d.objid = o.oid and d.deptype = 'e'))
  or exists (select from pg_catalog.pg_cast k where k.oid >= 16384 and k.castfunc <> 0 and not exists (
    select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_cast'::regclass and d.objid = k.oid and d.deptype = 'e'))
