-- select … for share
-- needs: select (key), update
-- rows: one
-- gives: ids
-- also: select
select :key from :table where (:key) = (:row_key) for share
