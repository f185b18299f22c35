-- truncate the tenants, cascade
-- rows: table
-- gives: nothing
-- targets: table, tenants, members
truncate :tenants cascade
