-- comment on table
-- rows: table
-- gives: nothing
-- refusal: ownership
comment on table :table is 'suite'
