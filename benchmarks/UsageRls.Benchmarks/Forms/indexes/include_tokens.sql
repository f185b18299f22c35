-- Adds tokens_total to usage_events_org_created_idx as an INCLUDE column, so that a sum of tokens does not read the table.
drop index public.usage_events_org_created_idx;
create index usage_events_org_created_idx on public.usage_events (org_id, created_at desc) include (tokens_total);
