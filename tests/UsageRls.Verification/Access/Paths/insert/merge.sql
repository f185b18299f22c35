-- merge … when not matched then insert
-- needs: insert (columns)
-- rows: one
-- differs: in syntax
merge into :table as t
using (values (:values)) as new (:columns) on false
when not matched then insert (:columns) values (:new_columns)
