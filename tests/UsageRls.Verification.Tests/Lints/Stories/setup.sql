-- Every story starts from this schema. Ann is a member of organisation A, Bob of B, and Eve of none. The table invoices has no defect.
insert into auth.users (id, email) values
  ('00000000-0000-4000-8000-0000000000a1', 'ann@made-up.invalid'),
  ('00000000-0000-4000-8000-0000000000b1', 'bob@made-up.invalid'),
  ('00000000-0000-4000-8000-0000000000e1', 'eve@made-up.invalid');
insert into public.organizations (id, name, slug) values
  ('00000000-0000-4000-8000-0000000000a0', 'A', 'a'),
  ('00000000-0000-4000-8000-0000000000b0', 'B', 'b');
insert into public.org_members (org_id, user_id, role) values
  ('00000000-0000-4000-8000-0000000000a0', '00000000-0000-4000-8000-0000000000a1', 'member'),
  ('00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000b1', 'owner');

create table public.invoices (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references public.organizations (id) on delete cascade,
  amount int not null default 0,
  status text not null default 'draft',
  created_by uuid default auth.uid() references auth.users (id),
  created_at timestamptz not null default now()
);
create index on public.invoices (org_id);
create index on public.invoices (created_by);
alter table public.invoices enable row level security;
grant select, insert (org_id, amount, status, created_by) on public.invoices to authenticated;
grant select, insert, update, delete on public.invoices to service_role;
create policy inv_read on public.invoices for select to authenticated
  using (org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid())));
create policy inv_add on public.invoices for insert to authenticated
  with check (created_by = (select auth.uid()) and org_id in (select m.org_id from public.org_members m
    where m.user_id = (select auth.uid())));
insert into public.invoices (org_id, amount, status, created_by) values
  ('00000000-0000-4000-8000-0000000000a0', 100, 'draft', '00000000-0000-4000-8000-0000000000a1'),
  ('00000000-0000-4000-8000-0000000000b0', 200, 'draft', '00000000-0000-4000-8000-0000000000b1'),
  ('00000000-0000-4000-8000-0000000000b0', 300, 'paid', '00000000-0000-4000-8000-0000000000b1');

-- Some stories create helper functions in the schema private: policies call these functions, but the API does not expose the schema.
grant usage on schema private to authenticated;
