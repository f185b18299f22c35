-- lock table … in access exclusive mode
-- rows: table
-- gives: nothing
lock table public.usage_events in access exclusive mode nowait
