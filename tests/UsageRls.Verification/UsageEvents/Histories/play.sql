-- These functions are in pg_temp, where other sessions and the catalog checks do not see them.

-- Runs one step of a history as the step's caller. Returns '' for success, else SQLSTATE, a space and the message, or the error
-- that usage_rls_request returned.
create or replace function pg_temp.usage_rls_step(caller text, claims text, user_id text, step text)
returns text
language plpgsql
as $$
declare
  owner constant text := current_user;
  state text;
  said text;
begin
  begin
    said := pg_temp.usage_rls_request(caller, claims, '{}', user_id);
    if said <> '' then
      return said;
    end if;
    execute step;
    perform set_config('role', owner, true), set_config('request.jwt.claims', '', true);
  exception
    when sqlstate 'UR002' then raise;
    when others then
      get stacked diagnostics state = returned_sqlstate, said = message_text;
      return state || ' ' || said;
  end;
  return '';
end
$$;

-- Runs a whole history: every caller reads before the first step and after each step. The column `said` contains the
-- error of the step, or '' if the step succeeded.
create or replace function pg_temp.usage_rls_play(
  step_roles text[], step_claims text[], step_ids text[], steps text[],
  anon_claims text[], anon_ids text[], user_claims text[], user_ids text[], service_claims text[], service_ids text[]
)
returns table (moment int, said text, role text, visit int, seen uuid[])
language plpgsql
as $$
begin
  for n in 0 .. cardinality(steps) loop
    moment := n;
    said := case n when 0 then '' else pg_temp.usage_rls_step(step_roles[n], step_claims[n], step_ids[n], steps[n]) end;
    role := 'anon';
    for visit, seen in select * from pg_temp.usage_rls_look_anon('anon', anon_claims, anon_ids) loop return next; end loop;
    role := 'authenticated';
    for visit, seen in select * from pg_temp.usage_rls_look_authenticated('authenticated', user_claims, user_ids) loop return next;
      end loop;
    role := 'service_role';
    for visit, seen in select * from pg_temp.usage_rls_look_service_role('service_role', service_claims, service_ids) loop return next;
      end loop;
  end loop;
end
$$;
