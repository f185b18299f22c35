-- Tries many statements in one round trip, each as its caller, each undone before the next.
-- Kept in pg_temp: no other session, and no catalog check, sees it. Must be called inside a transaction.
create function pg_temp.usage_rls_try_all(
  scenes text[],        -- SQL that the owner runs before the statement; '' for none
  roles text[],
  claims text[],
  user_ids text[],      -- whom auth.uid() must name: '' for nobody, null where the claims cannot be read
  statements text[],
  kinds text[]          -- what the statement gives: 'ids' (rows with a column id), 'count' (one number), 'command'
)
returns table (
  attempt int,
  sql_state text,       -- 00000 where it succeeded
  message text,
  constraint_name text,
  row_count bigint,     -- returned or changed, by the statement's own word
  ids uuid[],           -- of the rows returned, for 'ids'
  written bigint,       -- what the owner sees: rows inserted or updated
  growth bigint         -- and how many more rows there are
)
language plpgsql
as $$
declare
  owner constant text := current_user;
  total_before bigint;
  total_after bigint;
  seen record;
begin
  select count(*) into total_before from public.usage_events;
  for i in 1 .. cardinality(statements) loop
    attempt := i;
    sql_state := '00000'; message := ''; constraint_name := ''; row_count := 0; ids := '{}'; written := 0; growth := 0;
    begin
      if scenes[i] <> '' then
        execute scenes[i];
      end if;
      perform set_config('role', roles[i], true), set_config('request.jwt.claims', claims[i], true);

      -- The session proves who it is: callers who are nobody would pass every denial.
      if current_user <> roles[i]
         or (user_ids[i] is not null and coalesce(auth.uid()::text, '') <> user_ids[i]) then
        raise exception using errcode = 'UR002', message = format(
          'should be role %s with auth.uid() %s, and is role %s with auth.uid() %s',
          roles[i], user_ids[i], current_user, auth.uid());
      end if;

      case kinds[i]
        when 'ids' then
          for seen in execute statements[i] loop
            ids := ids || seen.id;
          end loop;
          row_count := cardinality(ids);
        when 'count' then
          execute statements[i] into row_count;
        else
          execute statements[i];
          get diagnostics row_count = row_count;
      end case;

      perform set_config('role', owner, true);
      -- A row written by this transaction, or by a part of it, is not older than it.
      select count(*) filter (where age(e.xmin) <= 0), count(*) into written, total_after from public.usage_events e;
      growth := total_after - total_before;
      raise exception using errcode = 'UR001';
    exception
      when sqlstate 'UR001' then
        null; -- undone, and everything that was seen is in the variables
      when others then
        get stacked diagnostics sql_state = returned_sqlstate, message = message_text, constraint_name = constraint_name;
        row_count := 0; ids := '{}'; written := 0; growth := 0;
    end;
    return next;
  end loop;
end
$$;
