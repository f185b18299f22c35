-- truncate usage_events
-- rows: table
-- gives: nothing
truncate public.usage_events
