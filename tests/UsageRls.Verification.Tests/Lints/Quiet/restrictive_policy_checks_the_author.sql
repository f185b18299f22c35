-- none of: 0066_author_unchecked
-- The permissive policy allows every insert of a member; the restrictive policy checks the author.
alter policy inv_add on public.invoices with check (org_id in (select m.org_id from public.org_members m
  where m.user_id = (select auth.uid())));
create policy own_name on public.invoices as restrictive for insert to authenticated with check (created_by = (select auth.uid()))
