-- select … from (subquery)
-- needs: select
-- rows: tenant
-- gives: ids
select :key from (select * from :table) as seen where :of_tenant
