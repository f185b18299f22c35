-- select … tablesample
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key from :table tablesample system (100) where :of_tenant
