-- insert … values
-- needs: insert (org_id, user_id, action)
-- rows: one
insert into public.usage_events (org_id, user_id, action) values (:'org', :'user', 'suite:matrix:insert')
