-- delete … where id = …
-- needs: delete, select (id)
-- rows: one
delete from public.usage_events where id = :'id'
