create table public.firms (id uuid primary key, name text not null);
create table public.staff (firm_id uuid not null references public.firms (id), person uuid not null, primary key (firm_id, person));
create table public.invoices (
  id int primary key,
  firm_id uuid not null references public.firms (id),
  drawn_up_by uuid,
  is_public boolean not null default false
);
alter table public.invoices enable row level security;
alter table public.staff enable row level security;
create policy "Own rows" on public.staff for select to authenticated using (person = auth.uid());
create policy "Colleagues read" on public.invoices for select to authenticated
  using (firm_id in (select s.firm_id from public.staff s where s.person = auth.uid()));
create policy "Colleagues write" on public.invoices for all to authenticated
  using (firm_id in (select s.firm_id from public.staff s where s.person = auth.uid()));
grant select, insert, update, delete on public.invoices to authenticated;
grant select on public.staff to authenticated;
