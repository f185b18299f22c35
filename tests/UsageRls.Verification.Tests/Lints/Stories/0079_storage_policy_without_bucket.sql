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

-- story: the policy names the bucket, but no user
-- object: storage.objects see
-- severity: medium
-- broken as administrator
create policy see on storage.objects for select to authenticated using (bucket_id = 'invoices')
-- repaired
drop policy see on storage.objects
