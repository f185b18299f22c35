-- none of: 0079_storage_policy_without_bucket
-- The folder is one of the organizations that their own policies show to the caller.
create policy "papers: members look" on storage.objects for select to authenticated using (
  bucket_id = 'papers' and (storage.foldername(objects.name))[1] in (select o.id::text from public.organizations o))
