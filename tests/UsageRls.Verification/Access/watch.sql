-- The function usage_rls_try runs many statements in one round trip. Each statement runs as its caller and is rolled back before the next
-- statement runs. The function returns, for each statement, the rows that the statement returned and the rows of watched tables that the
-- statement changed. These tables and functions are in pg_temp, where other sessions do not see them. Call usage_rls_try inside a
-- transaction.
create temporary table usage_rls_watched (
  place int primary key,
  relation oid not null,
  look text not null    -- a query that returns the text columns `key`, `tenant`, `owner`, `also`, `content`, `version` and boolean `counts`
) on commit drop;

-- The relations that store the rows of a watched table: the table itself or, if it is partitioned, its partitions that are not watched.
create view pg_temp.usage_rls_stored as
select w.place, coalesce(leaf.relid, w.relation) as relation
from pg_temp.usage_rls_watched w
left join lateral (
  select t.relid::oid as relid
  from pg_catalog.pg_partition_tree(w.relation) t
  where t.isleaf and not exists (select from pg_temp.usage_rls_watched o where o.relation = t.relid)
) as leaf on true;

create temporary table usage_rls_rows (
  place int not null,
  key text not null,
  tenant text,
  owner text,
  also text,    -- a second tenant that the row belongs to
  content text, -- all columns, as PostgreSQL prints a row
  version text, -- tableoid, xmin and ctid of the row, which change with each write, even if all values stay the same
  primary key (place, key),
  unique (place, version)
) on commit drop;

-- Copies the current rows of the watched tables to usage_rls_rows.
create function pg_temp.usage_rls_remember() returns void
language plpgsql
as $$
declare
  watched record;
begin
  for watched in select * from pg_temp.usage_rls_watched loop
    execute format('insert into pg_temp.usage_rls_rows select %s, seen.key, seen.tenant, seen.owner, seen.also, seen.content, '
      'seen.version from (%s) as seen', watched.place, watched.look);
  end loop;
end
$$;

-- Creates, for each watched table, the function pg_temp.usage_rls_changes_<place>(), which returns a JSON array with one array for each row
-- that differs from usage_rls_rows: [place, command, key, tenant before, owner before, tenant now, owner now, second tenant before, second
-- tenant now, content now, whether the content is unchanged, whether a membership counts now]. Each table has its own function, so that
-- PL/pgSQL caches the plan of the query for each table. Versions are compared first, so that the other columns are computed for changed
-- rows only; by NOT IN, which PostgreSQL does with a hash table even if it has no statistics of the tables.
create function pg_temp.usage_rls_watch() returns void
language plpgsql
as $$
declare
  watched record;
begin
  for watched in select * from pg_temp.usage_rls_watched loop
    execute format(
      'create function pg_temp.usage_rls_changes_%1$s() returns jsonb language plpgsql as $changes$ begin
         return (
           with seen as materialized (
             select * from (%5$s) as l
             where l.version not in (select r.version from pg_temp.usage_rls_rows r where r.place = %1$s)
           ), old as materialized (
             select * from pg_temp.usage_rls_rows r
             where r.place = %1$s and r.version not in (select l.version from (%5$s) as l)
           )
           select coalesce(jsonb_agg(jsonb_build_array(%1$s,
             case when old.key is null then %2$L when seen.key is null then %3$L else %4$L end, coalesce(seen.key, old.key), old.tenant,
             old.owner, seen.tenant, seen.owner, old.also, seen.also, seen.content, old.content is not distinct from seen.content,
             seen.counts)), ''[]'')
           from seen full join old on old.key = seen.key);
       end $changes$',
      watched.place, 'insert', 'delete', 'update', watched.look);
  end loop;
end
$$;

-- Returns how many rows of each relation this transaction has written, in the order of the argument.
create function pg_temp.usage_rls_written(relations oid[]) returns bigint[]
language plpgsql
as $$
begin
  return array(
    select pg_stat_get_xact_tuples_inserted(r.oid) + pg_stat_get_xact_tuples_updated(r.oid) + pg_stat_get_xact_tuples_deleted(r.oid)
    from unnest(relations) with ordinality as r (oid, place) order by r.place);
end
$$;

-- Returns the file number (relfilenode) of each relation; null for a partitioned table, which has no file.
create function pg_temp.usage_rls_files(relations oid[]) returns oid[]
language plpgsql
as $$
begin
  return array(select pg_relation_filenode(r.oid) from unnest(relations) with ordinality as r (oid, place) order by r.place);
end
$$;

create function pg_temp.usage_rls_try(
  scenes text[],        -- SQL that the administrator runs before the statement; '' for none
  roles text[],
  claims text[],
  headers text[],
  user_ids text[],      -- the user id that auth.uid() must return: '' for no user, null if the claims cannot be parsed
  statements text[],    -- one or more statements, separated by U+001E; the caller runs all, the result is that of the last statement
  kinds text[]          -- the result of the last statement: 'rows', 'count' (one number), 'command'
)
returns table (
  attempt int,
  sql_state text,       -- 00000 if the statement succeeded
  message text,
  constraint_name text,
  row_count bigint,     -- rows that the statement returned or reports as changed; for 'count' the number it returned
  seen text[],          -- for 'rows', the rows returned: each as PostgreSQL prints a row; at most 1,000
  changes jsonb,        -- the rows of watched tables that the statement changed, as usage_rls_changes_<place>() returns them
  detail text           -- the detail of the error
)
language plpgsql
as $$
declare
  administrator constant text := current_user;
  is_caller boolean;
  role_now text;
  before bigint[]; -- how many rows of each watched table the transaction has written, by the server's statistics
  after bigint[];
  is_truncate boolean;
  files oid[];
  changed jsonb;
  -- PostgreSQL counts the rows written to a partitioned table by partition: relation n stores rows of the table with the place places[n].
  stored constant oid[] := array(select s.relation from pg_temp.usage_rls_stored s order by s.place, s.relation);
  places constant int[] := array(select s.place from pg_temp.usage_rls_stored s order by s.place, s.relation);
  found_row record;
  steps text[];
  statement text;
begin
  for i in 1 .. cardinality(statements) loop
    attempt := i;
    sql_state := '00000'; message := ''; constraint_name := ''; row_count := 0; seen := '{}'; changes := null; detail := '';
    begin
      if scenes[i] <> '' then
        execute scenes[i];
      end if;
      is_truncate := kinds[i] = 'command' and statements[i] ~* '^\s*truncate';
      before := pg_temp.usage_rls_written(stored);
      files := case when is_truncate then pg_temp.usage_rls_files(stored) end;
      is_caller := pg_temp.usage_rls_become(roles[i], claims[i], headers[i], user_ids[i]);

      steps := string_to_array(statements[i], e'\x1e');
      statement := steps[cardinality(steps)];
      for step in 1 .. cardinality(steps) - 1 loop
        execute steps[step];
      end loop;
      case kinds[i]
        when 'rows' then
          for found_row in execute statement loop
            row_count := row_count + 1;
            if row_count <= 1000 then
              seen := seen || found_row::text;
            end if;
          end loop;
        when 'count' then
          execute statement into row_count;
        else
          execute statement;
          get diagnostics row_count = row_count;
      end case;

      set constraints all immediate;
      role_now := set_config('role', administrator, true);
      after := pg_temp.usage_rls_written(stored);
      for n in 1 .. case when is_truncate or before <> after then cardinality(stored) else 0 end loop
        -- TRUNCATE does not change the counters of written rows, but PostgreSQL gives a truncated table a new file.
        if before[n] <> after[n]
          or is_truncate and (files[n] is null or files[n] <> pg_relation_filenode(stored[n])) then
          begin
            execute format('select pg_temp.usage_rls_changes_%s()', places[n]) into changed;
          exception when others then
            raise exception using errcode = 'UR003', message = format('%s (%s)', sqlerrm, sqlstate);
          end;
          changes := coalesce(changes, '[]') || changed;
        end if;
      end loop;
      raise exception using errcode = 'UR001';
    exception
      when sqlstate 'UR001' then
        null; -- the statement is rolled back, but the PL/pgSQL variables keep their values
      when others then
        get stacked diagnostics sql_state = returned_sqlstate, message = message_text, constraint_name = constraint_name,
          detail = pg_exception_detail;
        row_count := 0; seen := '{}'; changes := null;
    end;
    return next;
  end loop;
end
$$;
