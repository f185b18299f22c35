-- story: a function calls an address that the caller chooses
-- object: public.call_address(text)
-- severity: medium
-- broken
create function public.call_address(address text) returns void language plpgsql set search_path = pg_catalog, pg_temp
  as $$ begin perform net.http_get(address); end $$

-- story: an extension whose functions everybody may run
-- object: extension dblink in extensions
-- severity: note
-- broken as administrator
create extension dblink schema extensions
-- attack as eve
select has_function_privilege('extensions.dblink_connect(text)', 'execute')
-- repaired
revoke execute on all functions in schema extensions from public
