-- Returns the claims that an access token hook puts into the token for each event, as Supabase Auth calls the hook; null if the hook fails.
-- What the hook writes is rolled back.
create or replace function pg_temp.usage_rls_claims(hook text, events jsonb[])
returns setof jsonb
language plpgsql
as $$
declare
  event jsonb;
  claims jsonb;
begin
  foreach event in array events loop
    begin
      claims := null;
      perform set_config('role', 'supabase_auth_admin', true);
      execute format('select %s($1) -> ''claims''', hook) into claims using event;
      raise exception using errcode = 'UR001';
    exception
      when sqlstate 'UR001' then
        null; -- the changes are rolled back, but the PL/pgSQL variables keep their values
      when others then
        claims := null;
    end;
    return next claims;
  end loop;
end
$$;
