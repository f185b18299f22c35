-- select … where key = …
-- needs: select (key)
-- rows: one
-- gives: ids
select :key from :table where (:key) = (:row_key)
