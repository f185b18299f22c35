-- story: an owner renames the organisation's folder
-- object: storage.objects see
-- severity: high
-- broken as administrator
alter table public.organizations add column handle text;
create policy owners_rename on public.organizations for update to authenticated
  using (id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
grant update (handle) on public.organizations to authenticated;
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and (storage.foldername(name))[1] in (
  select o.handle from public.organizations o join public.org_members m on m.org_id = o.id where m.user_id = (select auth.uid())))
-- repaired
alter table public.organizations add constraint handle_is_unique unique (handle)
