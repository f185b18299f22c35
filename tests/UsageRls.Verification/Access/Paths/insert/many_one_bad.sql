-- insert … values, own row and this one
-- needs: insert (org_id, user_id, action)
-- rows: with own
insert into public.usage_events (org_id, user_id, action)
values (:'own_org', :'own_user', 'suite:matrix:insert'), (:'org', :'user', 'suite:matrix:insert')
