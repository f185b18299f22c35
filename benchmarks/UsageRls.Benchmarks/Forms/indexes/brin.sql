-- Replaces usage_events_org_created_idx by an index on org_id and a BRIN index on created_at, which stores one range per group of pages.
drop index public.usage_events_org_created_idx;
create index usage_events_org_idx on public.usage_events (org_id);
create index usage_events_created_idx on public.usage_events using brin (created_at);
