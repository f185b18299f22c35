-- create policy
-- rows: table
-- gives: nothing
-- refusal: ownership
create policy usage_rls_attempt on :table for select using (true)
