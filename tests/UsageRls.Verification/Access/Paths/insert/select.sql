-- insert … select
-- needs: insert (columns)
-- rows: one
insert into :table (:columns) select :values
