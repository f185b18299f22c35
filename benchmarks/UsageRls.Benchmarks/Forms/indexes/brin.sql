-- Instead of the task's index, a small one that only stores the time range of each group of pages.
drop index public.usage_events_org_created_idx;
create index usage_events_org_idx on public.usage_events (org_id);
create index usage_events_created_idx on public.usage_events using brin (created_at);
