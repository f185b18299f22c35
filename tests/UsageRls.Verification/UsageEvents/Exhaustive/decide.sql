-- Returns thousands of decisions in one round trip: each visit is one caller in one world. Which events of the whole table
-- the caller sees, and which of its world's events it can update and delete, is found by one statement each; inserts run
-- one by one, because one refusal would hide the result of the next rows. Each statement is undone before the next runs.
-- Created in pg_temp: no other session, and no catalog check, sees it. Must be called inside a transaction. There is one
-- function for each role, all alike: with row level security a plan is valid for one role, and each function keeps its own.
create or replace function pg_temp.:"function"(
  caller text,
  claims text[],
  user_ids text[],       -- the user id that auth.uid() must return; '' for null
  sees boolean[],        -- whether to select
  changes boolean[],     -- whether to update and delete
  organizations text[],  -- the organisations of the world: literals of uuid[]
  targets text[],        -- organisations to insert into; none for no inserts
  authors text[]         -- the authors of the inserts; null for no author
)
returns table (
  visit int,
  seen uuid[],
  seen_error text,       -- '' if the statement succeeded, else SQLSTATE, a space, the message; or the result of usage_rls_request
  changed uuid[],
  changed_error text,
  removed uuid[],
  removed_error text,
  insert_errors text[]   -- targets x authors, authors varying fastest; '' if the row was inserted
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
          -- The remaining rows are read here, the rows that existed before are read after the rollback.
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
