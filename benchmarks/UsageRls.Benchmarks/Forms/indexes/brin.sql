-- Replaces the task's index with a BRIN index on the time, which only stores the range of each group of pages, and an index on org_id.
drop index public.usage_events_org_created_idx;
create index usage_events_org_idx on public.usage_events (org_id);
create index usage_events_created_idx on public.usage_events using brin (created_at);
