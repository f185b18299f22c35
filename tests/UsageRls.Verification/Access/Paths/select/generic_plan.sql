-- generic plan of another caller, executed again
-- needs: select (id, org_id)
-- rows: organization
-- gives: command
deallocate all;
set local plan_cache_mode = force_generic_plan;
prepare usage_rls_plan (uuid) as select id from public.usage_events where org_id = $1;
set local role service_role;
execute usage_rls_plan (:'org');
set local role :"role";
execute usage_rls_plan (:'org')
