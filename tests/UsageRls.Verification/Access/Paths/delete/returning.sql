-- delete … returning
-- needs: delete, select (id)
-- rows: one
delete from public.usage_events where id = :'id' returning id
