-- select … , lateral (…)
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key
from (values (1)) as wanted (one),
  lateral (select :key from :table where :of_tenant and wanted.one = 1) as found
