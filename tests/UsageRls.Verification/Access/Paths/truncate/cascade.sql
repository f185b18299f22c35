-- truncate the tenants table with cascade
-- rows: table
-- gives: nothing
-- targets: table, tenants, members
truncate :tenants cascade
