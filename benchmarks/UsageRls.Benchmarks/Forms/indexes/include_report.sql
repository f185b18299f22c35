-- The task's index, including all columns that reports read.
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total, module_id, action);
