-- update … set author = another user
-- needs: update (author), select (key)
-- rows: one
update :table set :author = :other_author where (:key) = (:row_key)
