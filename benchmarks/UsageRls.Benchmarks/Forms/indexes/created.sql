-- Adds an index for the latest events of all organisations to the task's index.
create index usage_events_created_idx on public.usage_events (created_at desc);
