-- update … from
-- needs: update (action), select (id)
-- rows: one
update public.usage_events as e set action = 'agency:matrix:update'
from (values (:'id'::uuid)) as wanted (id)
where e.id = wanted.id
