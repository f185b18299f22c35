-- with … as (insert … returning 1) select
-- needs: insert (columns)
-- rows: one
-- gives: count
-- differs: in syntax
with added as (
  insert into :table (:columns) values (:values) returning 1
)
select count(*) from added
