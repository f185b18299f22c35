-- story: everybody uploads anywhere
-- object: storage.objects up
-- severity: critical
-- broken as administrator
create policy up on storage.objects for insert to authenticated with check (true)
-- attack as eve
insert into storage.objects (name) values ('x');
select true
-- repaired
drop policy up on storage.objects

-- story: the policy names the bucket, a folder and the role, but no user
-- object: storage.objects up
-- severity: high
-- broken as administrator
create policy up on storage.objects for insert
  with check (bucket_id = 'invoices' and (storage.foldername(name))[1] = 'private' and auth.role() = 'authenticated')
-- repaired
drop policy up on storage.objects

-- story: the policy names the bucket, but no user, and a restrictive policy confines another bucket
-- object: storage.objects see
-- severity: medium
-- broken as administrator
create policy see on storage.objects for select to authenticated using (bucket_id = 'invoices');
create policy own_folder on storage.objects as restrictive for all to authenticated
  using (bucket_id <> 'papers' or (storage.foldername(name))[1] = (select auth.uid())::text)
-- repaired
drop policy see on storage.objects

-- story: a restrictive policy confines the files that callers read, but not those that they upload
-- object: storage.objects up
-- severity: high
-- broken as administrator
create policy up on storage.objects for insert to authenticated with check (bucket_id = 'invoices');
create policy own_folder on storage.objects as restrictive for all to authenticated
  using (bucket_id <> 'invoices' or (storage.foldername(name))[1] = (select auth.uid())::text) with check (true)
-- repaired
drop policy up on storage.objects
