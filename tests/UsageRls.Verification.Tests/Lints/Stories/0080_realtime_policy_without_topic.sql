-- story: everybody listens everywhere
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (extension = 'broadcast')
-- repaired
alter policy listen on realtime.messages using ((select realtime.topic()) = (select auth.uid())::text)

-- story: the topic is compared with realtime.topic(), and any membership is enough
-- object: realtime.messages listen
-- severity: high
-- broken as administrator
create policy listen on realtime.messages for select to authenticated using (exists (select from public.org_members
  where user_id = (select auth.uid()) and topic = (select realtime.topic())))
-- repaired
alter policy listen on realtime.messages using (exists (select from public.org_members m
  where m.user_id = (select auth.uid()) and 'org:' || m.org_id = (select realtime.topic())))

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
