-- merge … when not matched then insert … returning
-- needs: insert (org_id, user_id, action), select (id)
-- rows: one
-- since: 17
merge into public.usage_events as e
using (values (:'org'::uuid, :'user'::uuid)) as new (org_id, user_id) on false
when not matched then insert (org_id, user_id, action) values (new.org_id, new.user_id, 'suite:matrix:merge')
returning e.id
