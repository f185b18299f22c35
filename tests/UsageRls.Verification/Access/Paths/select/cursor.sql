-- declare … cursor, fetch all
-- needs: select (id, org_id)
-- rows: organization
-- gives: command
declare usage_rls_cursor cursor for select id from public.usage_events where org_id = :'org';
fetch all from usage_rls_cursor
