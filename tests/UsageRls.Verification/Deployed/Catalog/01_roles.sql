-- Every row of these files: kind, object, identity, definition, SQL that makes it, that removes it, that gives it this definition, schema;
-- of views and routines, what cannot be replaced (SnapshotReader names the columns). The superuser that initdb makes has the number 10.
select 'role', quote_ident(r.rolname), r.rolname::text, attributes, format('create role %I with %s', r.rolname, attributes),
  format('drop role if exists %I', r.rolname),
  format('alter role %I with %s', r.rolname, attributes), case when r.oid = 10 then 'the server' else '' end
from pg_catalog.pg_roles r
cross join lateral (select concat(
  case when r.rolsuper then 'superuser' else 'nosuperuser' end, case when r.rolbypassrls then ' bypassrls' else ' nobypassrls' end,
  case when r.rolinherit then ' inherit' else ' noinherit' end, case when r.rolcreaterole then ' createrole' else ' nocreaterole' end,
  case when r.rolreplication then ' replication' else ' noreplication' end, case when r.rolcanlogin then ' login' else ' nologin' end)
    as attributes) as role
where r.rolname !~ '^pg_'
order by r.rolname
