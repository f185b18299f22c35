-- The task's index, including the token totals, so that a sum needs no table access.
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total);
