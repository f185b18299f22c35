-- select … tablesample
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
select :key from :table tablesample system (100) where :of_tenant
