-- update … set user_id = another
-- needs: update (user_id), select (id)
-- rows: one
update public.usage_events set user_id = :'colleague' where id = :'id'
