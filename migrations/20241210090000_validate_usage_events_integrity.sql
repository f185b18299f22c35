-- Holds the rows that were there before to the rules of the last migration. Readers and writers go on meanwhile.
-- Where rows break a rule this fails, changes nothing, and its hint is the query that finds them: repair or remove them,
-- which is for whoever answers for the bills to decide, and run it again. New rows keep the rules all the while.

set lock_timeout = '5s';
set statement_timeout = '30min';

do $$
declare
  broken text;    -- an SQL list: the name of each rule that a row breaks
  anything text;  -- an SQL condition: a row breaks any
  found bigint;
begin
  -- The rules are read from the catalog, so that this query and the constraints cannot say different things.
  select string_agg(format('case when not (%s) then %L end', rule, conname), ', ' order by conname),
    string_agg(format('not (%s)', rule), ' or ' order by conname)
  into broken, anything
  from (
    select c.conname, pg_catalog.pg_get_expr(c.conbin, c.conrelid) as rule
    from pg_catalog.pg_constraint c
    where c.conrelid = 'public.usage_events'::pg_catalog.regclass and c.contype = 'c' and not c.convalidated
  ) as unproven;

  execute format('select count(*) from public.usage_events where %s', coalesce(anything, 'false')) into found;
  if found > 0 then
    raise exception using
      errcode = 'check_violation',
      message = format('%s rows of public.usage_events break the rules of the table', found),
      hint = format(
        'select array_remove(array[%s], null) as broken, e.* from public.usage_events e where %s order by created_at;', broken, anything);
  end if;
end
$$;

alter table public.usage_events
  validate constraint usage_events_tokens_input_given,
  validate constraint usage_events_tokens_output_given,
  validate constraint usage_events_tokens_total_given,
  validate constraint usage_events_created_at_given,
  validate constraint usage_events_tokens_input_range,
  validate constraint usage_events_tokens_output_range,
  validate constraint usage_events_action_form,
  validate constraint usage_events_module_of_action,
  validate constraint usage_events_metadata_object,
  validate constraint usage_events_metadata_size;

-- Proven by the checks just validated, so these look at no row.
alter table public.usage_events
  alter column tokens_input set not null,
  alter column tokens_output set not null,
  alter column tokens_total set not null,
  alter column created_at set not null;

alter table public.usage_events
  drop constraint usage_events_tokens_input_given,
  drop constraint usage_events_tokens_output_given,
  drop constraint usage_events_tokens_total_given,
  drop constraint usage_events_created_at_given;
