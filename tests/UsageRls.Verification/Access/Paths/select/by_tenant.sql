-- select … where tenant = …
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
select :key from :table where :of_tenant
