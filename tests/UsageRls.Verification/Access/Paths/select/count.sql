-- select count(*)
-- needs: select (tenant)
-- rows: tenant
-- gives: count
select count(*) from :table where :of_tenant
