-- lock table … in access exclusive mode
-- rows: table
-- gives: nothing
lock table :table in access exclusive mode nowait
