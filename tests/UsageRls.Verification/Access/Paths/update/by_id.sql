-- update … where id = …
-- needs: update (action), select (id)
-- rows: one
update public.usage_events set action = 'agency:matrix:update' where id = :'id'
