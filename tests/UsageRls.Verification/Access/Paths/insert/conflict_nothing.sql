-- insert … on conflict do nothing
-- needs: insert (columns)
-- rows: one
insert into :table (:columns) values (:values) on conflict do nothing
