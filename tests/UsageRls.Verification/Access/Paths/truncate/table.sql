-- truncate table
-- rows: table
-- gives: nothing
truncate :table
