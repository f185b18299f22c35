-- delete … using
-- needs: delete, select (id)
-- rows: one
delete from public.usage_events as e using (values (:'id'::uuid)) as wanted (id) where e.id = wanted.id
