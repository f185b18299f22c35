-- story: everybody with an address of a domain
-- object: public.invoices support
-- severity: high
-- broken
create policy support on public.invoices for select to authenticated using ((select auth.jwt() ->> 'email') like '%@made-up.invalid')
-- attack as eve
select count(*) > 0 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'
-- repaired
drop policy support on public.invoices

-- story: an invitation is found by the address
-- object: public.invitations mine
-- severity: medium
-- broken
create table public.invitations (id int primary key, org_id uuid not null, email text);
alter table public.invitations enable row level security;
create policy mine on public.invitations for select to authenticated using (email = (select auth.jwt()) ->> 'email')
-- repaired
drop policy mine on public.invitations

-- story: an address that nobody has confirmed
-- object: public.invitations mine
-- severity: medium
-- broken
create table public.invitations (id int primary key, org_id uuid not null, email text);
insert into public.invitations values (1, '00000000-0000-4000-8000-0000000000b0', 'e1@made-up.invalid');
alter table public.invitations enable row level security;
grant select on public.invitations to authenticated;
create policy mine on public.invitations for select to authenticated using (email = (select auth.jwt() ->> 'email'))
-- attack as eve
select count(*) > 0 from public.invitations
-- repaired
alter policy mine on public.invitations
  using (email = (select auth.jwt() ->> 'email') and (select coalesce((auth.jwt() ->> 'email_verified')::boolean, false)))
