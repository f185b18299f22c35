-- Deleting a user looks for the user's events; without an index it reads the whole table. A file of its own: an index
-- built in a transaction holds writers back, and here it holds nothing else. Where that is too long, build it before this
-- with `create index concurrently usage_events_user_idx on public.usage_events (user_id)`, which this then leaves alone.

set lock_timeout = '5s';
set statement_timeout = '10min';

-- A migration is applied in one transaction, where nothing can be built concurrently:
-- squawk-ignore require-concurrent-index-creation
create index if not exists usage_events_user_idx on public.usage_events (user_id);
