-- A schema in which anon or authenticated has the privilege CREATE.
-- Why: The role can create a function or table that other code then uses by mistake. The HTTP API cannot create objects, so a caller needs
--   a SQL connection.
-- Repair: Revoke CREATE on the schema from public, anon and authenticated.
-- Accept: Never.
-- Splinter: none
select '0030_schema_open_to_create' as id, 'medium' as severity, format('schema %I', s.name) as object,
  format('%s can create functions and tables in this schema, and other code may use these objects by mistake.',
    string_agg(role.name, ' and '
    order by role.name)) as detail,
  format('revoke create on schema %I from public, anon, authenticated;', s.name) as remedy
from app_schemas s
cross join (values ('anon'), ('authenticated')) as role (name)
where pg_catalog.has_schema_privilege(role.name, s.oid, 'create')
group by s.name
