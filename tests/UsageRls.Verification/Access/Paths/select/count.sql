-- select count(*)
-- needs: select (tenant)
-- rows: tenant
-- gives: count
-- differs: in syntax
select count(*) from :table where :of_tenant
