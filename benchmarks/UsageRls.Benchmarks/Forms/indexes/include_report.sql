-- Adds all columns that reports read to usage_events_org_created_idx, as INCLUDE columns.
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total, module_id, action);
