-- story: everybody listens everywhere
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (extension = 'broadcast')
-- repaired
alter policy listen on realtime.messages using ((select realtime.topic()) = (select auth.uid())::text)
