-- story: the sign-up form chooses the role
-- object: auth.users welcome
-- severity: high
-- broken
create table public.profiles (id uuid primary key, role text);
create function private.welcome() returns trigger security definer language plpgsql set search_path = pg_catalog, pg_temp
  as $$ begin insert into public.profiles values (new.id, new.raw_user_meta_data ->> 'role'); return new; end $$;
create trigger welcome after insert on auth.users for each row execute function private.welcome();
create policy by_admins on public.invoices for select to authenticated
  using (exists (select from public.profiles p where p.id = (select auth.uid()) and p.role = 'admin'))
-- attack as administrator
insert into auth.users (id, raw_user_meta_data) values ('00000000-0000-4000-8000-0000000000e2', '{"role": "admin"}');
select count(*) > 0 from public.profiles where role = 'admin'

-- story: the sign-up form chooses a value that no policy reads
-- object: auth.users welcome
-- severity: medium
-- broken
create table public.profiles (id uuid primary key, role text);
create function private.welcome() returns trigger security definer language plpgsql set search_path = pg_catalog, pg_temp
  as $$ begin insert into public.profiles values (new.id, new.raw_user_meta_data ->> 'role'); return new; end $$;
create trigger welcome after insert on auth.users for each row execute function private.welcome()
