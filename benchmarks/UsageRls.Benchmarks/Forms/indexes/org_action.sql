-- Beside the task's index one for the count by action.
create index usage_events_org_action_idx on public.usage_events (org_id, action);
