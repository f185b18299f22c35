-- prepare, execute as service_role, execute as the caller
-- needs: select (key, tenant)
-- rows: tenant
-- gives: command
-- differs: in syntax
deallocate all;
set local plan_cache_mode = force_generic_plan;
prepare usage_rls_plan (int) as select :key from :table where :of_tenant and $1 = 1;
set local role service_role;
execute usage_rls_plan (1);
set local role :"role";
execute usage_rls_plan (1)
