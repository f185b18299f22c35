-- references from an own table
-- rows: table
-- gives: nothing
-- scene: create schema usage_rls_attempt; grant all on schema usage_rls_attempt to public
create table usage_rls_attempt.own (event_id uuid references public.usage_events (id))
