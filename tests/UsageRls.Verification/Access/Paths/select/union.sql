-- select … union all … (set operation)
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key from :table where :of_tenant
union
select :key from :table where :of_tenant
