-- update … from
-- needs: update (changed), select (key)
-- rows: one
-- differs: in syntax
update :table as t set :changed = :changed_value
from (values (:row_key)) as wanted (:key)
where (:t_key) = (:wanted_key)
