-- story: clients that were offline say in a document when they used something
-- object: public.uses.created_at
-- severity: high
-- broken
create table public.uses (id int primary key, user_id uuid not null default auth.uid(), units int not null, info jsonb not null,
  created_at timestamptz not null default now());
alter table public.uses enable row level security;
grant select, insert (id, units, info) on public.uses to authenticated;
create policy own on public.uses for select to authenticated using (user_id = (select auth.uid()));
create policy note on public.uses for insert to authenticated with check (user_id = (select auth.uid()));
create function private.used_at() returns trigger language plpgsql set search_path = '' as $$ begin
  new.created_at := least((new.info ->> 'at')::timestamptz, now());
  return new;
end $$;
create trigger used_at before insert on public.uses for each row when (new.info ? 'at') execute function private.used_at()
-- attack as ann
insert into public.uses (id, units, info) values (1, 5, '{"at": "2001-01-01"}');
select created_at < '2002-01-01' from public.uses
-- repaired
create or replace function private.used_at() returns trigger language plpgsql set search_path = '' as $$ begin
  new.created_at := greatest((new.info ->> 'at')::timestamptz, now() - interval '1 hour');
  return new;
end $$

-- story: a table without amounts
-- object: public.visits.seen_at
-- severity: note
-- broken
create table public.visits (id int primary key, user_id uuid not null default auth.uid(), told_at timestamptz not null,
  seen_at timestamptz not null default now());
alter table public.visits enable row level security;
grant select, insert (id, told_at) on public.visits to authenticated;
create policy own on public.visits for all to authenticated using (user_id = (select auth.uid()));
create function private.seen_at() returns trigger language plpgsql set search_path = '' as $$ begin
  new.seen_at = new.told_at;
  return new;
end $$;
create trigger seen_at before insert on public.visits for each row execute function private.seen_at()
-- repaired
drop trigger seen_at on public.visits
