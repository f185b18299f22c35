-- The task's index, with the totals in it: a sum need not visit the table.
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total);
