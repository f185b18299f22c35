-- A schema in which a role of the API can create objects.
-- Why: Functions and tables under names that other code takes for its own. By SQL only: the HTTP API creates nothing.
-- Repair: Revoke CREATE.
-- Accept: Never.
-- Splinter: none
select '0030_schema_open_to_create' as id, 'medium' as severity, format('schema %I', s.name) as object,
  format('%s can create functions and tables here, under names that other code takes for its own.', string_agg(role.name, ' and '
    order by role.name)) as detail,
  format('revoke create on schema %I from public, anon, authenticated;', s.name) as remedy
from app_schemas s
cross join (values ('anon'), ('authenticated')) as role (name)
where pg_catalog.has_schema_privilege(role.name, s.oid, 'create')
group by s.name
