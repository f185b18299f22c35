-- story: the path begins with the organisation's slug
-- object: storage.objects see
-- severity: high
-- broken as administrator
insert into storage.buckets (id, name) values ('files', 'files');
insert into storage.objects (bucket_id, name) values ('files', 'ab/contract.pdf');
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and exists (
  select from public.organizations o join public.org_members m on m.org_id = o.id and m.user_id = (select auth.uid())
  where objects.name like o.slug || '%'))
-- attack as ann
select count(*) > 0 from storage.objects where name = 'ab/contract.pdf'
-- repaired
alter policy see on storage.objects using (bucket_id = 'files' and exists (
  select from public.organizations o join public.org_members m on m.org_id = o.id and m.user_id = (select auth.uid())
  where objects.name like o.slug || '/%'))

-- story: the path starts with what a function returns
-- object: storage.objects see
-- severity: high
-- broken as administrator
create function private.my_slugs() returns setof text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.slug from public.organizations o join public.org_members m on m.org_id = o.id where m.user_id = auth.uid() $$;
grant execute on function private.my_slugs() to authenticated;
create policy see on storage.objects for select to authenticated using (bucket_id = 'files' and exists (
  select from private.my_slugs() as s (slug) where starts_with(name, s.slug)))
-- repaired
alter policy see on storage.objects using (bucket_id = 'files'
  and (storage.foldername(name))[1] in (select private.my_slugs()))
