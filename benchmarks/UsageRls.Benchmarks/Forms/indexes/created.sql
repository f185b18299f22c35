-- Adds an index on created_at, which the query for the latest events of all organisations can use.
create index usage_events_created_idx on public.usage_events (created_at desc);
