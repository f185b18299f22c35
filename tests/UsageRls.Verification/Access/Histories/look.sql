-- What each of some callers of one role sees: the events' ids, or for events recorded on the way the marks they bear.
-- One function for each role, all alike: under row level security a plan belongs to a role, and each function keeps its own.
-- Kept in pg_temp: no other session, and no catalog check, sees it.
create or replace function pg_temp.:"look"(caller text, claims text[], user_ids text[])
returns table (visit int, seen uuid[])
language plpgsql
as $$
declare
  owner constant text := current_user;
begin
  for n in 1 .. cardinality(claims) loop
    visit := n;
    perform set_config('role', caller, true), set_config('request.jwt.claims', claims[n], true);
    -- The session proves who it is: callers who are nobody would pass every denial.
    if current_user <> caller or coalesce(auth.uid()::text, '') <> user_ids[n] then
      raise exception using errcode = 'UR002', message = format(
        'should be role %s with auth.uid() %s, and is role %s with auth.uid() %s', caller, user_ids[n], current_user, auth.uid());
    end if;
    begin
      seen := array(select coalesce((e.metadata ->> 'suite_mark')::uuid, e.id) from public.usage_events e);
    exception when insufficient_privilege then
      seen := '{}';
    end;
    return next;
  end loop;
  perform set_config('role', owner, true), set_config('request.jwt.claims', '', true);
end
$$;
