create table public.teams (id uuid primary key default gen_random_uuid(), name text not null);
create table public.members (team_id uuid not null references public.teams, user_id uuid not null references auth.users,
  primary key (team_id, user_id));
create table public.boards (id uuid primary key default gen_random_uuid(), team_id uuid not null references public.teams);
create table public.cards (id uuid primary key default gen_random_uuid(), board_id uuid not null references public.boards);
create table public.labels (id uuid primary key default gen_random_uuid(), team_id uuid not null references public.teams);
alter table public.teams enable row level security;
alter table public.members enable row level security;
alter table public.boards enable row level security;
alter table public.cards enable row level security;
alter table public.labels enable row level security;
grant select, insert, update, delete on all tables in schema public to authenticated;
create policy own on public.members for select to authenticated using (user_id = (select auth.uid()));
create policy of_members on public.teams for select to authenticated
  using (exists (select from public.members m where m.team_id = id and m.user_id = (select auth.uid())));
create policy of_members on public.boards to authenticated
  using (exists (select from public.members m where m.team_id = boards.team_id and m.user_id = (select auth.uid())));
create policy of_boards on public.cards to authenticated using (exists (select from public.boards b where b.id = board_id));
create policy of_members on public.labels to authenticated
  using (exists (select from public.members m where m.team_id = labels.team_id and m.user_id = (select auth.uid())));
