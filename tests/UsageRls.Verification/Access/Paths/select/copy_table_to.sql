-- copy usage_events to stdout
-- needs: select (id)
-- rows: all
-- gives: copy out
copy public.usage_events (id) to stdout
