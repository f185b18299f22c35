-- Each query in this folder returns one row per catalog item: kind, object, identity, definition, SQL that creates the item, SQL that
-- removes it, SQL that alters an existing item to this definition, and schema. For views and routines the row also contains the part
-- that CREATE OR REPLACE cannot change. SnapshotReader reads these columns. The role with OID 10 is the superuser that initdb creates.
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
