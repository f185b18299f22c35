-- select … from (subquery)
-- needs: select
-- rows: tenant
-- gives: ids
-- differs: in syntax
select :key from (select * from :table) as seen where :of_tenant
