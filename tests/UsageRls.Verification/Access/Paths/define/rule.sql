-- create rule
-- rows: table
-- gives: nothing
-- refusal: ownership
create rule usage_rls_attempt as on insert to :table do also select
