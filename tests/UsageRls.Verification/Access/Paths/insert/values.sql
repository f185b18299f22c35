-- insert … values
-- needs: insert (columns)
-- rows: one
insert into :table (:columns) values (:values)
