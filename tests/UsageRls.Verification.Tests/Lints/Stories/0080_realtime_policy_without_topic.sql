-- story: everybody listens everywhere
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (extension = 'broadcast')
-- repaired
alter policy listen on realtime.messages using ((select realtime.topic()) = (select auth.uid())::text)

-- story: one alternative asks for the topic, the other does not
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated
  using (extension = 'presence' or (extension = 'broadcast' and (select realtime.topic()) = (select auth.uid())::text))
-- repaired
alter policy listen on realtime.messages using (extension in ('presence', 'broadcast')
  and (select realtime.topic()) = (select auth.uid())::text)
