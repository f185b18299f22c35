-- insert … returning key
-- needs: insert (columns), select (key)
-- rows: one
insert into :table (:columns) values (:values) returning :key
