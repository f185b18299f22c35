-- story: the sub-select's own column is compared with itself
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (exists (select from public.org_members m where m.user_id = (select auth.uid())
  and m.org_id = org_id))
-- attack as ann
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (exists (select from public.org_members m where m.user_id = (select auth.uid())
  and m.org_id = invoices.org_id))

-- story: the policy reads no column of the row
-- object: public.invoices inv_read
-- severity: medium
-- broken
alter policy inv_read on public.invoices using (exists (select from public.org_members m where m.user_id = (select auth.uid())
  and m.role = 'member'))
-- attack as ann
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a member of a channel listens on every channel
-- object: realtime.messages listen
-- severity: critical
-- broken as administrator
create table public.channel_members (topic text, user_id uuid, primary key (topic, user_id));
create policy listen on realtime.messages for select to authenticated using (exists (select from public.channel_members c
  where c.user_id = (select auth.uid()) and c.topic = topic))
-- repaired
alter policy listen on realtime.messages using (exists (select from public.channel_members c
  where c.user_id = (select auth.uid()) and c.topic = messages.topic))
