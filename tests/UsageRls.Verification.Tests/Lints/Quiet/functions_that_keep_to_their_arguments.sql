-- none of: 0039_policy_by_email, 0049_policy_asks_hidden_table, 0074_sequence_writable
-- Dynamic SQL with quoting, a sign-up that copies a name and a locale, functions that return the caller's address and teams, and a
-- sequence on which callers have only USAGE.
create function public.count_above(tbl text, wanted int) returns bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare n bigint; begin execute format('select count(*) from public.%I where amount > $1 and status = %L', tbl,
    'draft') into n using wanted; return n; end $$;
create table public.profiles (id uuid primary key, full_name text, locale text);
create function private.welcome() returns trigger security definer language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin insert into public.profiles values (new.id, new.raw_user_meta_data ->> 'full_name',
    new.raw_user_meta_data ->> 'locale'); return new; end $$;
create trigger welcome after insert on auth.users for each row execute function private.welcome();
create function private.my_email() returns text language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select u.email from auth.users u where u.id = auth.uid() $$;
create table public.teams (org_id uuid, person uuid);
alter table public.teams enable row level security;
create function private.my_teams() returns setof uuid language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select t.org_id from public.teams t where t.person = auth.uid() $$;
create function private.as_word(t text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$ select lower(t) $$;
alter policy inv_read on public.invoices using (
  org_id in (select private.my_teams()) and status <> (select private.my_email()) and private.as_word(status) <> 'x');
create table public.receipts (number serial primary key);
grant usage on sequence public.receipts_number_seq to authenticated
