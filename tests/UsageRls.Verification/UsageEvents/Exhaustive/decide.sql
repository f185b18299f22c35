-- Returns thousands of access decisions in one round trip. A visit is one caller in one world (organisations, members, events).
-- One SELECT finds the events that the caller sees, one UPDATE the events that the caller can change, and one DELETE the events that
-- the caller can delete. Rows are inserted one by one, because one refusal would hide the results for later rows. Each change is
-- rolled back before the next statement runs. The function is in pg_temp, where other sessions and the catalog checks do not see
-- it, and must be called inside a transaction. Each role has its own copy of the function, so that each copy caches the plans for
-- one role: row level security makes a plan valid for one role only.
create or replace function pg_temp.:"function"(
  caller text,
  claims text[],
  user_ids text[],       -- for each visit, the user id that auth.uid() must return; '' for null
  sees boolean[],        -- for each visit, whether to run the SELECT
  changes boolean[],     -- for each visit, whether to run the UPDATE and the DELETE
  organizations text[],  -- for each visit, the world's organisations as a literal of uuid[]
  targets text[],        -- for each visit, the organisations to insert events into; empty for no inserts
  authors text[]         -- for each visit, the authors of the inserts; null for no author
)
returns table (
  visit int,
  seen uuid[],
  seen_error text,       -- '' for success, else SQLSTATE, a space and the message, or the error that usage_rls_request returned
  changed uuid[],
  changed_error text,
  removed uuid[],
  removed_error text,
  insert_errors text[]   -- one error per target and author, ordered by target, then author; '' if the row was inserted
)
language plpgsql
as $$
declare
  owner constant text := current_user;
  mine uuid[];
  all_mine uuid[];
  orgs uuid[];
  people uuid[];
  target uuid;
  author uuid;
  touched bigint;
  state text;
  said text;
begin
  for n in 1 .. cardinality(claims) loop
    visit := n;
    mine := organizations[visit]::uuid[];
    orgs := targets[visit]::uuid[];
    people := authors[visit]::uuid[];
    said := pg_temp.usage_rls_request(caller, claims[visit], '{}', user_ids[visit]);

    seen := '{}'; seen_error := said; changed := '{}'; changed_error := said; removed := '{}'; removed_error := said;
    if said <> '' then
      insert_errors := array_fill(said, array[cardinality(orgs) * cardinality(people)]);
      return next;
      continue;
    end if;
    if sees[visit] then
      begin
        seen := array(select e.id from public.usage_events e);
      exception when others then
        get stacked diagnostics state = returned_sqlstate, said = message_text;
        seen_error := state || ' ' || said;
      end;
    end if;

    if changes[visit] then
      begin
        update public.usage_events set action = 'agency:world:changed' where org_id = any (mine);
        get diagnostics touched = row_count;
        if touched > 0 then
          perform set_config('role', owner, true);
          changed := array(select e.id from public.usage_events e where e.org_id = any (mine) and e.action = 'agency:world:changed');
          raise exception using errcode = 'UR001'; -- undoes the update, and restores the caller's role
        end if;
      exception
        when sqlstate 'UR001' then null;
        when others then
          get stacked diagnostics state = returned_sqlstate, said = message_text;
          changed_error := state || ' ' || said;
      end;

      begin
        delete from public.usage_events where org_id = any (mine);
        get diagnostics touched = row_count;
        if touched > 0 then
          perform set_config('role', owner, true);
          -- Reads the rows that remain after the DELETE; the rows that existed before are read after the rollback.
          all_mine := array(select e.id from public.usage_events e where e.org_id = any (mine));
          raise exception using errcode = 'UR001';
        end if;
      exception
        when sqlstate 'UR001' then
          perform set_config('role', owner, true);
          removed := array(select e.id from public.usage_events e where e.org_id = any (mine) and e.id <> all (all_mine));
          perform set_config('role', caller, true);
        when others then
          get stacked diagnostics state = returned_sqlstate, said = message_text;
          removed_error := state || ' ' || said;
      end;
    end if;

    insert_errors := '{}';
    foreach target in array orgs loop
      foreach author in array people loop
        begin
          insert into public.usage_events (org_id, user_id, action) values (target, author, 'suite:world:insert');
          perform set_config('role', owner, true);
          select count(*) into touched from public.usage_events e
          where e.org_id = target and e.user_id is not distinct from author and e.action = 'suite:world:insert';
          raise exception using errcode = 'UR001';
        exception
          when sqlstate 'UR001' then
            insert_errors := insert_errors || case touched when 1 then '' else format('UR003 succeeded, and wrote %s such rows', touched)
              end;
          when others then
            get stacked diagnostics state = returned_sqlstate, said = message_text;
            insert_errors := insert_errors || (state || ' ' || said);
        end;
      end loop;
    end loop;
    return next;
    perform set_config('role', owner, true), set_config('request.jwt.claims', '', true);
  end loop;
end
$$;
