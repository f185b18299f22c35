-- select … where exists
-- needs: select (key)
-- rows: one
-- gives: ids
-- differs: in syntax
select :key
from (values (:row_key)) as wanted (:key)
where exists (select from :table as t where (:t_key) = (:wanted_key))
