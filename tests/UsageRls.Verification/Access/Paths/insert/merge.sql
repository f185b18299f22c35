-- merge … when not matched then insert
-- needs: insert (org_id, user_id, action)
-- rows: one
merge into public.usage_events as e
using (values (:'org'::uuid, :'user'::uuid)) as new (org_id, user_id) on false
when not matched then insert (org_id, user_id, action) values (new.org_id, new.user_id, 'suite:matrix:merge')
