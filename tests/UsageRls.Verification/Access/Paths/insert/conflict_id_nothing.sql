-- insert … on conflict (key) do nothing
-- needs: insert (columns), select (key)
-- rows: one
insert into :table (:columns) values (:values) on conflict (:key) do nothing
