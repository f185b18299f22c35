-- update … without where
-- needs: update (action)
-- rows: all
update public.usage_events set action = 'agency:matrix:update'
