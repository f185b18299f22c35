-- story: what lies in the trash can be put back
-- object: public.put_back(integer)
-- severity: high
-- broken
create table public.trash (id int primary key, owner uuid not null default auth.uid(), payload jsonb not null);
alter table public.trash enable row level security;
grant select, insert (id, payload) on public.trash to authenticated;
create policy own on public.trash for all to authenticated using (owner = (select auth.uid()));
create function public.put_back(thrown int) returns uuid language plpgsql security definer set search_path = '' as $$
declare
  t public.trash;
  i public.invoices;
begin
  delete from public.trash where id = thrown and owner = (select auth.uid()) returning * into t;
  i := jsonb_populate_record(null::public.invoices, t.payload);
  insert into public.invoices values (i.*);
  return i.org_id;
end $$;
revoke execute on function public.put_back(int) from public, anon;
grant execute on function public.put_back(int) to authenticated
-- attack as ann
insert into public.trash (id, payload) values (1, '{"id": "00000000-0000-4000-8000-0000000000f1", "amount": 1, "status": "draft",
  "org_id": "00000000-0000-4000-8000-0000000000b0", "created_at": "2025-01-01"}');
select public.put_back(1) is not null
-- repaired
create or replace function public.put_back(thrown int) returns uuid language plpgsql security definer set search_path = '' as $$
declare
  t public.trash;
  i public.invoices;
begin
  delete from public.trash where id = thrown and owner = (select auth.uid()) returning * into t;
  i := jsonb_populate_record(null::public.invoices, t.payload);
  if not exists (select from public.org_members m where m.org_id = i.org_id and m.user_id = (select auth.uid())) then
    return null;
  end if;
  insert into public.invoices values (i.*);
  return i.org_id;
end $$
