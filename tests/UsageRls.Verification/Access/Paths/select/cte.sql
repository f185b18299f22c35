-- with … as materialized
-- needs: select (key, tenant)
-- rows: tenant
-- gives: ids
-- differs: in syntax
with seen as materialized (select :seen from :table)
select :key from seen where :of_tenant
