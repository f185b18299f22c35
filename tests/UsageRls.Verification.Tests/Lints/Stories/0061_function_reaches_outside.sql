-- story: an address of the caller's
-- object: public.call_address(text)
-- severity: medium
-- broken
create function public.call_address(address text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin perform net.http_get(address); end $$
