-- Returns the privileges of each role ($1) on usage_events and on its columns, and whether the role bypasses row level security. If a
-- foreign key of another table references usage_events, the query also returns a row with an empty role name.
select
  r.rolname::text as role,
  p.privilege,
  a.attname::text as column_name -- null for a privilege on the whole table, for SELECT on all of its columns, and for BYPASSRLS
from pg_catalog.pg_roles r
cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as p (privilege)
left join pg_catalog.pg_attribute a
  on a.attrelid = 'public.usage_events'::regclass and a.attnum > 0 and not a.attisdropped
  and p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
where r.rolname = any ($1)
  and has_column_privilege(r.oid, 'public.usage_events'::regclass, a.attnum, p.privilege)
union all
select r.rolname::text, p.privilege, null
from pg_catalog.pg_roles r
cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as p (privilege)
where r.rolname = any ($1)
  and (has_table_privilege(r.oid, 'public.usage_events'::regclass, p.privilege)
    or (p.privilege = 'SELECT' and not exists (
      select from pg_catalog.pg_attribute a
      where a.attrelid = 'public.usage_events'::regclass and a.attnum > 0 and not a.attisdropped
        and not has_column_privilege(r.oid, a.attrelid, a.attnum, 'SELECT'))))
union all
select r.rolname::text, 'BYPASSRLS', null
from pg_catalog.pg_roles r
where r.rolname = any ($1) and (r.rolbypassrls or r.rolsuper)
union all
select '', 'REFERENCED', null
from pg_catalog.pg_constraint k
where k.contype = 'f' and k.confrelid = 'public.usage_events'::regclass and k.conrelid <> k.confrelid
