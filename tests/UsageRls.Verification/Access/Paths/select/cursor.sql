-- declare … cursor, fetch all
-- needs: select (key, tenant)
-- rows: tenant
-- gives: command
-- differs: in syntax
declare usage_rls_cursor cursor for select :key from :table where :of_tenant;
fetch all from usage_rls_cursor
