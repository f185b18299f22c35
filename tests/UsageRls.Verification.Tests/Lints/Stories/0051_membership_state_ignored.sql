-- story: people are removed by a column
-- object: public.org_members asked by public.invoices inv_read
-- severity: high
-- broken
alter table public.org_members add removed_at timestamptz;
update public.org_members set removed_at = now() where user_id = '00000000-0000-4000-8000-0000000000a1'
-- attack as ann
select exists (select from pg_attribute where attrelid = 'public.org_members'::regclass and attname = 'removed_at') and count(*) > 0
from public.invoices where org_id = '00000000-0000-4000-8000-0000000000a0'
-- repaired
alter policy inv_read on public.invoices
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()) and m.removed_at is null))

-- story: people are removed by a column, until a restrictive policy asks for it
-- object: public.org_members asked by public.invoices inv_read
-- severity: high
-- broken
alter table public.org_members add removed_at timestamptz;
update public.org_members set removed_at = now() where user_id = '00000000-0000-4000-8000-0000000000a1'
-- attack as ann
select exists (select from pg_attribute where attrelid = 'public.org_members'::regclass and attname = 'removed_at') and count(*) > 0
from public.invoices where org_id = '00000000-0000-4000-8000-0000000000a0'
-- repaired
create policy "Only who is still there" on public.invoices as restrictive for all to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()) and m.removed_at is null))

-- story: people are removed by a column, until a restrictive policy of the memberships hides them
-- object: public.org_members asked by public.invoices inv_read
-- severity: high
-- broken
alter table public.org_members add removed_at timestamptz;
update public.org_members set removed_at = now() where user_id = '00000000-0000-4000-8000-0000000000a1'
-- attack as ann
select exists (select from pg_attribute where attrelid = 'public.org_members'::regclass and attname = 'removed_at') and count(*) > 0
from public.invoices where org_id = '00000000-0000-4000-8000-0000000000a0'
-- repaired
create policy "Who is still there" on public.org_members as restrictive for select to authenticated using (removed_at is null)
