-- story: members delete their organisation, and its invoices
-- object: public.invoices invoices_org_id_fkey
-- severity: medium
-- broken
grant delete on public.organizations to authenticated;
alter table public.usage_events drop constraint usage_events_org_id_fkey;
create policy leave on public.organizations for delete to authenticated
  using (id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())))
-- attack as ann
with gone as (delete from public.organizations where id = '00000000-0000-4000-8000-0000000000a0' returning 1) select count(*) > 0 from gone

-- story: deleting a category sets a column to null that nobody may update
-- object: public.invoices invoices_category_fkey
-- severity: medium
-- broken
create table public.categories (id int primary key, owner_id uuid not null default auth.uid());
alter table public.invoices add category int references public.categories (id) on delete set null;
insert into public.categories values (1, '00000000-0000-4000-8000-0000000000e1');
update public.invoices set category = 1 where org_id = '00000000-0000-4000-8000-0000000000b0';
alter table public.categories enable row level security;
grant select, delete on public.categories to authenticated;
create policy own on public.categories for all to authenticated using (owner_id = (select auth.uid()))
-- attack as eve
delete from public.categories where id = 1;
reset session authorization;
select count(*) = 0 from public.invoices where category = 1

-- story: a founder who left deletes the account, and with it the organisation
-- object: public.organizations organizations_founded_by_fkey
-- severity: medium
-- broken
alter table public.organizations add founded_by uuid references auth.users (id) on delete cascade;
create index on public.organizations (founded_by);
insert into auth.users (id) values ('00000000-0000-4000-8000-0000000000f1');
update public.organizations set founded_by = '00000000-0000-4000-8000-0000000000f1' where slug = 'b'
-- attack as administrator
delete from auth.users where id = '00000000-0000-4000-8000-0000000000f1';
select count(*) = 0 from public.organizations where slug = 'b'
