-- story: a member inserts a row in another user's name
-- object: public.invoices.created_by by inv_add
-- severity: medium
-- broken
alter policy inv_add on public.invoices with check (org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())))
-- attack as ann
insert into public.invoices (org_id, created_by) values ('00000000-0000-4000-8000-0000000000a0', '00000000-0000-4000-8000-0000000000b1');
select true

-- story: a restrictive policy only requires that there is an author
-- object: public.invoices.created_by by inv_add
-- severity: medium
-- broken
alter policy inv_add on public.invoices with check (org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())));
create policy named on public.invoices as restrictive for insert to authenticated with check (created_by is not null)
