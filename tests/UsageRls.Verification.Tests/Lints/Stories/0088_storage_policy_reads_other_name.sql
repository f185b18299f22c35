-- story: the name of a file becomes the name of a folder's row
-- object: storage.objects see
-- severity: high
-- broken as administrator
create table public.folders (
  id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations, name text);
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and exists (
  select from public.folders f join public.org_members m on m.org_id = f.org_id
  where m.user_id = (select auth.uid()) and f.id::text = (storage.foldername(name))[1]))
-- repaired
alter policy see on storage.objects using (bucket_id = 'files' and exists (
  select from public.folders f join public.org_members m on m.org_id = f.org_id
  where m.user_id = (select auth.uid()) and f.id::text = (storage.foldername(objects.name))[1]))
