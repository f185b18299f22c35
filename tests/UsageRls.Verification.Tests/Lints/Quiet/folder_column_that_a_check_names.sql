-- none of: 0089_storage_path_by_changeable_name
alter table public.invoices add column folder text;
grant update (folder) on public.invoices to authenticated;
create policy change_folder on public.invoices for update to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
  with check (folder in (select m.org_id::text from public.org_members m where m.user_id = (select auth.uid())));
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and (storage.foldername(name))[1] in (
  select i.folder from public.invoices i join public.org_members m on m.org_id = i.org_id where m.user_id = (select auth.uid())))
