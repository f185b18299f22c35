-- insert … on conflict (id) do update
-- needs: insert (org_id, user_id, action), select (id, action), update (action)
-- rows: one
-- also: update
insert into public.usage_events (org_id, user_id, action) values (:'org', :'user', 'suite:matrix:insert')
on conflict (id) do update set action = excluded.action
