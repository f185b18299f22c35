-- prepare, execute
-- needs: select (key, tenant)
-- rows: tenant
-- gives: command
-- differs: in syntax
deallocate all;
prepare usage_rls_plan (int) as select :key from :table where :of_tenant and $1 = 1;
execute usage_rls_plan (1)
