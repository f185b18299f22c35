-- insert … values of two rows, one of them the caller's own
-- needs: insert (columns)
-- rows: with own
insert into :table (:columns)
values (:own_values), (:values)
