-- merge … when matched then update
-- needs: update (action), select (id)
-- rows: one
merge into public.usage_events as e
using (values (:'id'::uuid)) as wanted (id) on e.id = wanted.id
when matched then update set action = 'agency:matrix:merge'
