-- copy (select …) to stdout
-- needs: select (key, tenant)
-- rows: tenant
-- gives: copy out
copy (select :key from :table where :of_tenant) to stdout
