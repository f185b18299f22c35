-- none of: 0036_foreign_rows_visible, 0038_value_written_into_policy, 0040_pattern_from_caller, 0042_policy_reads_setting
-- Notes belong to a user; every signed-in user sees the goods with the status 'active'. Neither table has a tenant column.
create table public.notes (id int primary key, body text, owner_id uuid not null);
alter table public.notes enable row level security;
grant insert on public.notes to authenticated;
create policy add on public.notes for insert to authenticated with check (owner_id = (select auth.uid()));
create table public.goods (id int primary key, status text, owner_id uuid);
alter table public.goods enable row level security;
grant select on public.goods to authenticated;
create policy listed on public.goods for select to authenticated using (status = 'active' or owner_id = (select auth.uid()));

alter policy inv_read on public.invoices using (
  org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
  and status like 'dra%' and current_user = 'authenticated'
  and coalesce(created_by, '00000000-0000-0000-0000-000000000000') <> (select (current_setting('request.jwt.claims',
    true)::json ->> 'sub')::uuid))
