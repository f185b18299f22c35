-- Adds an index on org_id and action, which the query that counts events by action can use.
create index usage_events_org_action_idx on public.usage_events (org_id, action);
