-- What an event must be, for it is billed from. From here on every new or changed row keeps these rules; rows that are
-- there already are not looked at yet, so the table is locked for a moment and not for a scan. The next migration does.

set lock_timeout = '5s';
set statement_timeout = '60s';

alter table public.usage_events
  -- A null count would make the total null, and the event would bill nothing.
  add constraint usage_events_tokens_input_given check (tokens_input is not null) not valid,
  add constraint usage_events_tokens_output_given check (tokens_output is not null) not valid,
  add constraint usage_events_tokens_total_given check (tokens_total is not null) not valid,
  add constraint usage_events_created_at_given check (created_at is not null) not valid,

  -- No event gives credit. Two counts of at most 1,000,000,000 make a total that an integer holds; more is refused.
  add constraint usage_events_tokens_input_range check (tokens_input between 0 and 1000000000) not valid,
  add constraint usage_events_tokens_output_range check (tokens_output between 0 and 1000000000) not valid,

  -- <module>:<domain>:<verb>, as 'agency:scope:generate'.
  add constraint usage_events_action_form
    check (action ~ '^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*){2}$' and length(action) <= 200) not valid,
  -- A module that is not given is no contradiction: the check is then null, which passes.
  add constraint usage_events_module_of_action check (module_id = split_part(action, ':', 1)) not valid,

  -- An object, and not the place for prompts or documents. By its text: the stored size depends on compression.
  add constraint usage_events_metadata_object check (jsonb_typeof(metadata) = 'object') not valid,
  add constraint usage_events_metadata_size check (octet_length(metadata::text) <= 16384) not valid;
