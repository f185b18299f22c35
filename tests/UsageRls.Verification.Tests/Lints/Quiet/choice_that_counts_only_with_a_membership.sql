create table public.choices (user_id uuid primary key references auth.users (id), org_id uuid not null);
alter table public.choices enable row level security;
grant select, insert, update on public.choices to authenticated;
create policy own on public.choices for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function private.chosen() returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.org_id from public.choices c join public.org_members m on m.org_id = c.org_id and m.user_id = c.user_id
  where c.user_id = (select auth.uid()) $$;
create policy of_the_chosen on public.invoices for select to authenticated using (org_id = (select private.chosen()));
