-- story: the organisation is taken from a header
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (org_id = (select (current_setting('request.headers', true)::json ->> 'x-org-id')::uuid))
-- attack as eve
set local "request.headers" = '{"x-org-id": "00000000-0000-4000-8000-0000000000b0"}';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a function that the policy calls takes the organisation from a header
-- object: public.invoices inv_read
-- severity: critical
-- broken
create function private.asked_org() returns uuid language sql stable set search_path = pg_catalog, pg_temp as $$
  select (current_setting('request.headers', true)::json ->> 'x-org-id')::uuid $$;
grant execute on function private.asked_org() to authenticated;
alter policy inv_read on public.invoices using (org_id = (select private.asked_org()))
-- attack as eve
set local "request.headers" = '{"x-org-id": "00000000-0000-4000-8000-0000000000b0"}';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a function finds a tenant by a secret that the client sends
-- object: public.invoices by_key
-- severity: medium
-- broken
create function private.org_of_key(key text) returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select o.id from public.organizations o where o.slug = key $$;
grant execute on function private.org_of_key(text) to authenticated;
create policy by_key on public.invoices for select to authenticated
  using (org_id = (select private.org_of_key(nullif(current_setting('request.headers', true), '')::json ->> 'x-api-key')))
-- attack as eve
set local "request.headers" = '{"x-api-key": "b"}';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy by_key on public.invoices

-- story: a header narrows what memberships allow
-- object: public.invoices inv_read
-- severity: low
-- broken
create function private.asked_org() returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(nullif(current_setting('request.headers', true), '')::json ->> 'x-org-id', '') $$;
grant execute on function private.asked_org() to authenticated;
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
  and ((select private.asked_org()) is null or org_id::text = (select private.asked_org())))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a header picks the tenant, and any membership suffices
-- object: public.invoices inv_read
-- severity: critical
-- broken
alter policy inv_read on public.invoices using (org_id::text = (current_setting('request.headers', true)::json ->> 'x-org-id')
  and exists (select from public.org_members m where m.user_id = (select auth.uid())))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a header picks one of the caller's organisations, in a function
-- object: public.invoices inv_read
-- severity: medium
-- broken
create function private.asked_org() returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(nullif(current_setting('request.headers', true), '')::json ->> 'x-org-id', '') $$;
create function private.current_org() returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.org_id from public.org_members m where m.user_id = auth.uid() and m.org_id::text = private.asked_org() $$;
grant execute on function private.asked_org(), private.current_org() to authenticated;
alter policy inv_read on public.invoices using (org_id = (select private.current_org()))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a header narrows the caller's organisations, in the function that looks them up
-- object: public.invoices inv_read
-- severity: medium
-- broken
create function private.my_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.org_id from public.org_members m where m.user_id = auth.uid() and m.org_id::text = coalesce(
    nullif(current_setting('request.headers', true), '')::json ->> 'x-org-id', m.org_id::text) $$;
grant execute on function private.my_orgs() to authenticated;
alter policy inv_read on public.invoices using (org_id in (select private.my_orgs()))
-- repaired
alter policy inv_read on public.invoices using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))

-- story: a function compares a stored key with the key that the client sends
-- object: public.invoices by_key
-- severity: medium
-- broken
create function private.sent_key() returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('request.headers', true), '')::json ->> 'x-page-key' $$;
create function private.open_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id from public.organizations o where o.slug = private.sent_key() $$;
grant execute on function private.sent_key(), private.open_orgs() to authenticated;
create policy by_key on public.invoices for select to authenticated using (org_id in (select private.open_orgs()))
-- attack as eve
set local "request.headers" = '{"x-page-key": "b"}';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy by_key on public.invoices

-- story: a function compares a stored token with a header of another name
-- object: public.invoices by_link
-- severity: medium
-- broken
create function private.linked_orgs() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id from public.organizations o join (values ('b')) as l (token) on l.token = o.slug
  where l.token = nullif(current_setting('request.headers', true), '')::json ->> 'x-invoice-link' $$;
grant execute on function private.linked_orgs() to authenticated;
create policy by_link on public.invoices for select to authenticated using (org_id in (select private.linked_orgs()))
-- attack as eve
set local "request.headers" = '{"x-invoice-link": "b"}';
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy by_link on public.invoices
