-- select … group by … having …
-- needs: select (tenant, changed)
-- rows: tenant
-- gives: count
-- differs: in syntax
select coalesce(sum(per_value.found), 0)::bigint
from (
  select :changed, count(*) as found from :table where :of_tenant group by :changed having count(*) > 0
) as per_value
