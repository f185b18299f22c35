-- prepare, execute
-- needs: select (id, org_id)
-- rows: organization
-- gives: command
deallocate all;
prepare usage_rls_plan (uuid) as select id from public.usage_events where org_id = $1;
execute usage_rls_plan (:'org')
