-- insert … on conflict (key) do update
-- needs: insert (columns), select (key, changed), update (changed)
-- rows: one
-- also: update
insert into :table (:columns) values (:values)
on conflict (:key) do update set :changed = excluded.:changed
