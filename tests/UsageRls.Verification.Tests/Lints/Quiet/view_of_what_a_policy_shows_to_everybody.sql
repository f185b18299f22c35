-- A policy shows the shows on sale to everybody, and so does the view, with the name of the organisation that gives them.
create table public.shows (id uuid primary key, org_id uuid not null references public.organizations (id), title text not null,
  state text not null default 'draft' check (state in ('draft', 'on_sale')));
create index on public.shows (org_id);
alter table public.shows enable row level security;
grant select on public.shows to anon, authenticated;
create policy "what is on sale is public" on public.shows for select to anon, authenticated using (state = 'on_sale');
create view public.on_sale with (security_barrier = true) as
  select s.id, s.title, o.name from public.shows s join public.organizations o on o.id = s.org_id where s.state = 'on_sale';
grant select on public.on_sale to anon, authenticated
