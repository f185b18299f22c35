-- merge … when matched then delete
-- needs: delete, select (key)
-- rows: one
-- differs: in syntax
merge into :table as t
using (values (:row_key)) as wanted (:key) on (:t_key) = (:wanted_key)
when matched then delete
