-- update … without where
-- needs: update (changed)
-- rows: all
update :table set :changed = :changed_value
