-- insert … returning 1
-- needs: insert (columns)
-- rows: one
insert into :table (:columns) values (:values) returning 1
