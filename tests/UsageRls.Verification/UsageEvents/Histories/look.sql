-- For each of several callers of one role, the events that the caller sees: their ids, or the marks of events recorded
-- during the history. There is one function for each role, all alike: with row level security a plan is valid for one
-- role, and each function keeps its own. Created in pg_temp: no other session, and no catalog check, sees it.
create or replace function pg_temp.:"look"(caller text, claims text[], user_ids text[])
returns table (visit int, seen uuid[])
language plpgsql
as $$
declare
  owner constant text := current_user;
begin
  for n in 1 .. cardinality(claims) loop
    visit := n;
    seen := '{}';
    if pg_temp.usage_rls_request(caller, claims[n], '{}', user_ids[n]) <> '' then
      return next;
      continue;
    end if;
    begin
      seen := array(select coalesce((e.metadata ->> 'suite_mark')::uuid, e.id) from public.usage_events e);
    exception when insufficient_privilege then null;
    end;
    return next;
    perform set_config('role', owner, true), set_config('request.jwt.claims', '', true);
  end loop;
end
$$;
