-- select … from only
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
select :key from only :table where :of_tenant
