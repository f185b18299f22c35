-- delete … where key = …
-- needs: delete, select (key)
-- rows: one
delete from :table where (:key) = (:row_key)
