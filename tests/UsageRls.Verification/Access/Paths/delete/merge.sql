-- merge … when matched then delete
-- needs: delete, select (id)
-- rows: one
merge into public.usage_events as e
using (values (:'id'::uuid)) as wanted (id) on e.id = wanted.id
when matched then delete
