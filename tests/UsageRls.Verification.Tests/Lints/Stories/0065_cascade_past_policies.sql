-- story: members delete their organisation, and its invoices
-- object: public.invoices invoices_org_id_fkey
-- severity: medium
-- broken
grant delete on public.organizations to authenticated;
alter table public.usage_events drop constraint usage_events_org_id_fkey;
create policy leave on public.organizations for delete to authenticated
  using (id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
with gone as (delete from public.organizations where id = '00000000-0000-4000-8000-0000000000a0' returning 1) select count(*) > 0 from gone
