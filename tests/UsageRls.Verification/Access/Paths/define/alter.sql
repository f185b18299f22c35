-- alter table … disable row level security
-- rows: table
-- gives: nothing
-- refusal: ownership
alter table :table disable row level security
