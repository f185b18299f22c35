-- delete without where
-- needs: delete
-- rows: all
delete from public.usage_events
