-- merge … when matched then update
-- needs: update (changed), select (key)
-- rows: one
-- differs: in syntax
merge into :table as t
using (values (:row_key)) as wanted (:key) on (:t_key) = (:wanted_key)
when matched then update set :changed = :changed_value
