-- An extension whose functions are part of the API.
select '0028_extension_in_public' as id, 'note' as severity, format('extension %I', e.extname) as object,
  'The extension''s functions are in a schema that the API shows, so that clients can call them.' as detail,
  format('alter extension %I set schema extensions;', e.extname) as remedy
from pg_catalog.pg_extension e
join app_schemas s on s.oid = e.extnamespace and s.name = 'public'
