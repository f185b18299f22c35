-- Functions that reach other servers, and that the API can call.
-- Why: They speak from the database's place in the network, to whatever address the caller names.
-- Repair: Revoke them; let a function with a fixed address call them.
-- Accept: Where only SQL reaches them.
-- Splinter: none
select '0061_function_reaches_outside' as id, 'medium' as severity, f.label as object,
  'The API calls this function, and it makes a request to an address that it is given: from the database''s place in the network.'
    as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where (f.anon_may or f.users_may) and not f.is_trigger
  and exists (select from unnest(f.argument_names) as a (name) where a.name <> ''
    and f.source ~* ('(net\.http_\w+|\mhttp(_get|_post|_put|_delete)?|\mdblink\w*)\s*\([^;]*\m' || regexp_replace(a.name, '(\W)', '\\\1',
      'g') || '\M'))
