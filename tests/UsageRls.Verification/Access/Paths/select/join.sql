-- select … join
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key
from :table as mine
join (select :key from :table where :of_tenant) as same using (:key)
