-- story: guests insert into a tenant's table
-- object: public.invoices guests
-- severity: high
-- broken
create policy guests on public.invoices for insert to anon with check (status = 'draft' and amount between 1 and 10);
grant insert on public.invoices to anon
-- attack as anon
insert into public.invoices (org_id, amount) values ('00000000-0000-4000-8000-0000000000b0', 5);
select true

-- story: guests insert into a table without tenants
-- object: public.messages guests
-- severity: medium
-- broken
create table public.messages (id int primary key, body text not null);
alter table public.messages enable row level security;
create policy guests on public.messages for insert to anon with check (length(body) < 100);
grant insert on public.messages to anon
-- attack as anon
insert into public.messages values (1, 'hello');
select true
