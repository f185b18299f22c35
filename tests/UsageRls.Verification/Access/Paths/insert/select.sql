-- insert … select
-- needs: insert (columns)
-- rows: one
-- differs: in syntax
insert into :table (:columns) select :values
