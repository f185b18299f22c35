-- The function puts back a row of a document, and sets the row's user to the caller.
create table public.drafts (id int primary key, owner uuid not null default auth.uid() references auth.users on delete cascade, words text);
create index on public.drafts (owner);
create table public.trash (id int primary key, owner uuid not null default auth.uid() references auth.users on delete cascade,
  payload jsonb not null);
create index on public.trash (owner);
alter table public.drafts enable row level security;
alter table public.trash enable row level security;
grant select, insert (id, words), delete on public.drafts to authenticated;
grant select, insert (id, payload) on public.trash to authenticated;
create policy own on public.drafts for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
create policy own on public.trash for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
create function public.put_back(thrown int) returns int language plpgsql security definer set search_path = '' as $$
declare
  d public.drafts;
begin
  select (jsonb_populate_record(null::public.drafts, t.payload)).* into d from public.trash t
    where t.id = thrown and t.owner = (select auth.uid());
  d.owner := auth.uid();
  insert into public.drafts values (d.*);
  return d.id;
end $$;
revoke execute on function public.put_back(int) from public, anon;
grant execute on function public.put_back(int) to authenticated
