-- story: a member of two organisations moves an invoice
-- object: public.invoices.org_id
-- severity: medium
-- broken
insert into public.org_members (org_id, user_id) values ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000a1');
grant update on public.invoices to authenticated;
create policy change on public.invoices for update to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
with moved as (update public.invoices set org_id = '00000000-0000-4000-8000-0000000000b0'
  where org_id <> '00000000-0000-4000-8000-0000000000b0' returning 1) select count(*) > 0 from moved
