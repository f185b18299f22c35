-- delete … using
-- needs: delete, select (key)
-- rows: one
-- differs: in syntax
delete from :table as t using (values (:row_key)) as wanted (:key) where (:t_key) = (:wanted_key)
