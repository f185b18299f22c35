-- update … set author = another
-- needs: update (author), select (key)
-- rows: one
update :table set :author = :other_author where (:key) = (:row_key)
