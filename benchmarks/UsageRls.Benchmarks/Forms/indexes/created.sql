-- Beside the task's index one for the latest events of everybody.
create index usage_events_created_idx on public.usage_events (created_at desc);
