-- select … from usage_events
-- needs: select (id)
-- rows: all
-- gives: ids
select id from public.usage_events
