-- An extension in a schema that the API shows.
-- Why: Its functions are part of the API.
-- Repair: Move it to the schema for extensions.
-- Accept: Extensions that cannot be moved.
-- Splinter: 0014_extension_in_public
select '0028_extension_in_public' as id, 'note' as severity, format('extension %I', e.extname) as object,
  'The extension''s functions are in a schema that the API shows, so that clients can call them.' as detail,
  case when e.extrelocatable then format('alter extension %I set schema extensions;', e.extname)
    else format('drop extension %I; create extension %I schema extensions;', e.extname, e.extname) end as remedy
from pg_catalog.pg_extension e
join app_schemas s on s.oid = e.extnamespace and s.name = 'public'
