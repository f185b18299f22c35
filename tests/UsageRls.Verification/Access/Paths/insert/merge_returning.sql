-- merge … when not matched then insert … returning
-- needs: insert (columns), select (key)
-- rows: one
-- since: 17
merge into :table as t
using (values (:values)) as new (:columns) on false
when not matched then insert (:columns) values (:new_columns)
returning :t_key
