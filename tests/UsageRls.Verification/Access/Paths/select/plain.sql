-- select … from table
-- needs: select (key)
-- rows: all
-- gives: ids
select :key from :table
