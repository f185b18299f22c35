-- none of: 0090_storage_path_by_prefix
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and exists (
  select from public.org_members m where m.user_id = (select auth.uid()) and name like m.org_id::text || '%'));
