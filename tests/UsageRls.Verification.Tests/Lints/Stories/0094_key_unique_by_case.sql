-- story: mail to an alias of any case
-- object: public.aliases.alias
-- severity: high
-- broken
create table public.aliases (alias text primary key, org_id uuid not null references public.organizations on delete cascade);
create index on public.aliases (org_id);
create table public.mail (id int primary key, sent_to text not null);
alter table public.aliases enable row level security;
alter table public.mail enable row level security;
insert into public.aliases values ('b', '00000000-0000-4000-8000-0000000000b0');
insert into public.mail values (1, 'b');
grant select, insert on public.aliases to authenticated;
grant select on public.mail to authenticated;
create policy read on public.aliases for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create policy register on public.aliases for insert to authenticated
  with check (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create policy read on public.mail for select to authenticated using (lower(sent_to) in (
  select lower(a.alias) from public.aliases a join public.org_members m on m.org_id = a.org_id where m.user_id = (select auth.uid())))
-- attack as ann
insert into public.aliases values ('B', '00000000-0000-4000-8000-0000000000a0');
select count(*) = 1 from public.mail
