-- create policy
-- rows: table
-- gives: nothing
-- refusal: ownership
create policy usage_rls_attempt on public.usage_events for select using (true)
