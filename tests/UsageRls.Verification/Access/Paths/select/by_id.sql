-- select … where id = …
-- needs: select (id)
-- rows: one
-- gives: ids
select id from public.usage_events where id = :'id'
