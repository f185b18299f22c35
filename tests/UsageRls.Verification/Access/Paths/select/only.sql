-- select … from only
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key from only :table where :of_tenant
