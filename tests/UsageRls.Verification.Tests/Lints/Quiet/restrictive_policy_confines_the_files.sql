-- none of: 0079_storage_policy_without_bucket
-- The permissive policies allow every file of the bucket; the restrictive policy allows only the caller's folders in this bucket.
create policy "papers: everyone looks" on storage.objects for select to authenticated using (bucket_id = 'papers');
create policy "papers: everyone adds" on storage.objects for insert to authenticated with check (bucket_id = 'papers');
create policy "papers: own folder" on storage.objects as restrictive for all to authenticated
  using (bucket_id <> 'papers' or (storage.foldername(objects.name))[1] = (select auth.uid())::text)
  with check (bucket_id <> 'papers' or (storage.foldername(objects.name))[1] = (select auth.uid())::text)
