-- update … returning
-- needs: update (changed), select (key)
-- rows: one
update :table set :changed = :changed_value where (:key) = (:row_key) returning :key
