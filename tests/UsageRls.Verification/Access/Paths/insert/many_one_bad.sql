-- insert … values, own row and this one
-- needs: insert (columns)
-- rows: with own
insert into :table (:columns)
values (:own_values), (:values)
