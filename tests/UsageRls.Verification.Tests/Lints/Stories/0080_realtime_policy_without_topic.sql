-- story: everybody listens everywhere
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (extension = 'broadcast')
-- repaired
alter policy listen on realtime.messages using ((select realtime.topic()) = (select auth.uid())::text)

-- story: one alternative of OR checks the topic, the other does not
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated
  using (extension = 'presence' or (extension = 'broadcast' and (select realtime.topic()) = (select auth.uid())::text))
-- repaired
alter policy listen on realtime.messages using (extension in ('presence', 'broadcast')
  and (select realtime.topic()) = (select auth.uid())::text)

-- story: the topic's prefix is checked, and not whose channel it is
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated
  using (extension = 'broadcast' and (select realtime.topic()) like 'org:%')
-- repaired
alter policy listen on realtime.messages using (extension = 'broadcast' and (select realtime.topic()) in (
  select 'org:' || m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: only the first part of the topic is checked
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (split_part((select realtime.topic()), ':', 1) = 'org')
-- repaired
alter policy listen on realtime.messages using (split_part((select realtime.topic()), ':', 1) = 'org'
  and split_part((select realtime.topic()), ':', 2) in (
    select m.org_id::text from public.org_members m where m.user_id = (select auth.uid())))
