-- none of: 0079_storage_policy_without_bucket
-- The folder's name is the id of an organisation, and the policies of organizations show the caller only the caller's organisations.
create policy "papers: members look" on storage.objects for select to authenticated using (
  bucket_id = 'papers' and (storage.foldername(objects.name))[1] in (select o.id::text from public.organizations o))
