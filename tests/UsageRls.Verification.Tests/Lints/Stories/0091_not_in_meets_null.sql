-- story: a list of what the caller hides keeps its entry, emptied, when the hidden row is deleted
-- object: public.messages read
-- severity: high
-- broken as administrator
create table public.messages (id int primary key, org_id uuid not null references public.organizations (id));
create table public.hidden (
  entry int primary key,
  user_id uuid not null,
  message_id int references public.messages (id) on delete set null
);
insert into public.messages select n, '00000000-0000-4000-8000-0000000000a0' from generate_series(1, 3) as n;
insert into public.hidden values (1, '00000000-0000-4000-8000-0000000000a1', 1);
alter table public.messages enable row level security;
alter table public.hidden enable row level security;
grant select on public.messages, public.hidden to authenticated;
create policy own on public.hidden for select to authenticated using (user_id = (select auth.uid()));
create policy read on public.messages for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
    and id not in (select h.message_id from public.hidden h where h.user_id = (select auth.uid())));
delete from public.messages where id = 1
-- attack as ann
select count(*) = 0 from public.messages
-- repaired
alter policy read on public.messages
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
    and not exists (select from public.hidden h where h.message_id = messages.id and h.user_id = (select auth.uid())))

-- story: clients may add an entry without a message, and a function compares with the list
-- object: public.messages read
-- severity: medium
-- broken as administrator
create table public.messages (id int primary key, org_id uuid not null references public.organizations (id));
create table public.hidden (entry int primary key, user_id uuid not null, message_id int);
alter table public.messages enable row level security;
alter table public.hidden enable row level security;
grant select on public.messages, public.hidden to authenticated;
grant insert on public.hidden to authenticated;
create policy own on public.hidden for all to authenticated using (user_id = (select auth.uid()));
create function private.is_shown(p_message int) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select p_message not in (select h.message_id from public.hidden h where h.user_id = (select auth.uid())) $$;
create policy read on public.messages for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())) and private.is_shown(id))
-- repaired
create or replace function private.is_shown(p_message int) returns boolean language sql stable security definer
  set search_path = pg_catalog, pg_temp
  as $$ select p_message not in (select h.message_id from public.hidden h where h.user_id = (select auth.uid())
    and h.message_id is not null) $$
