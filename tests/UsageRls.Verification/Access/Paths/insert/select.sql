-- insert … select
-- needs: insert (org_id, user_id, action)
-- rows: one
insert into public.usage_events (org_id, user_id, action) select :'org', :'user', 'suite:matrix:insert'
