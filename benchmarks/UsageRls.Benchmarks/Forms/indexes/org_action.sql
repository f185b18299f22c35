-- Adds an index for the count by action to the task's index.
create index usage_events_org_action_idx on public.usage_events (org_id, action);
