-- copy (select …) to stdout
-- needs: select (key, tenant)
-- rows: tenant
-- gives: copy out
-- differs: in syntax
copy (select :key from :table where :of_tenant) to stdout
