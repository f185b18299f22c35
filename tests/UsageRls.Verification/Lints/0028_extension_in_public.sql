-- An extension in schema public, which the API exposes.
-- Why: Functions in schema public are part of the API, so clients can call the extension's functions.
-- Repair: Move the extension to schema extensions.
-- Accept: Extensions that cannot be moved.
-- Splinter: 0014_extension_in_public
select '0028_extension_in_public' as id, 'note' as severity, format('extension %I', e.extname) as object,
  'The extension''s functions are in schema public, which the API exposes, so clients can call these functions.' as detail,
  case when e.extrelocatable then format('alter extension %I set schema extensions;', e.extname)
    else format('drop extension %I; create extension %I schema extensions;', e.extname, e.extname) end as remedy
from pg_catalog.pg_extension e
join app_schemas s on s.oid = e.extnamespace and s.name = 'public'
