-- Returns the objects that decide access to a table: the table, the tables and functions that its policies use, and recursively the tables
-- and functions that these use. PostgreSQL records no dependency for a function body that is stored as text, so the text is searched for
-- object names. Objects whose owner is not the table's owner are left out, because most of them belong to the Supabase platform.
with recursive scope (class_id, object_id) as (
  select 'pg_catalog.pg_class'::pg_catalog.regclass::oid, $1::text::pg_catalog.regclass::oid
  union
  select found.class_id, found.object_id
  from scope s
  cross join lateral (
    select d.refclassid, d.refobjid
    from pg_catalog.pg_policy p
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objid = p.oid
    where s.class_id = 'pg_catalog.pg_class'::pg_catalog.regclass and p.polrelid = s.object_id
    union all
    select d.refclassid, d.refobjid
    from pg_catalog.pg_depend d
    where s.class_id = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.classid = s.class_id and d.objid = s.object_id
    union all
    select named.class_id, named.object_id
    from pg_catalog.pg_proc f
    join (
      select 'pg_catalog.pg_class'::pg_catalog.regclass::oid, c.oid, c.relname
      from pg_catalog.pg_class c
      where c.relkind in ('r', 'p')
      union all
      select 'pg_catalog.pg_proc'::pg_catalog.regclass::oid, p.oid, p.proname
      from pg_catalog.pg_proc p
    ) as named (class_id, object_id, name)
      on f.prosrc ~ ('\m' || pg_catalog.regexp_replace(named.name, '\W', '\\\&', 'g') || '\M')
    where s.class_id = 'pg_catalog.pg_proc'::pg_catalog.regclass and f.oid = s.object_id
  ) as found (class_id, object_id)
  where exists (
    select
    from pg_catalog.pg_class subject
    where subject.oid = $1::text::pg_catalog.regclass
      and subject.relowner = coalesce(
        (select c.relowner from pg_catalog.pg_class c where found.class_id = 'pg_catalog.pg_class'::pg_catalog.regclass
          and c.oid = found.object_id and c.relkind in ('r', 'p')),
        (select p.proowner from pg_catalog.pg_proc p where found.class_id = 'pg_catalog.pg_proc'::pg_catalog.regclass
          and p.oid = found.object_id))
  )
)
select
  coalesce(array_agg(object_id) filter (where class_id = 'pg_catalog.pg_class'::pg_catalog.regclass), '{}') as tables,
  coalesce(array_agg(object_id) filter (where class_id = 'pg_catalog.pg_proc'::pg_catalog.regclass), '{}') as functions
from scope
