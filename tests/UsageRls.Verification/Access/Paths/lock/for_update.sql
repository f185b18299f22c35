-- select … for update
-- needs: select (id), update
-- rows: one
-- gives: ids
-- also: select
select id from public.usage_events where id = :'id' for update
