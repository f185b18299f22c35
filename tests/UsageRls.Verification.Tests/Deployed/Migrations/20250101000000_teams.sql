create table public.teams (id uuid primary key default gen_random_uuid(), name text not null);
create table public.team_members (
  team_id uuid not null references public.teams on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  role text not null default 'member' check (role in ('owner', 'member')),
  primary key (team_id, user_id));
create index team_members_user_idx on public.team_members (user_id);
create type public.paper_state as enum ('draft', 'final');
create table public.papers (
  id uuid primary key default gen_random_uuid(),
  team_id uuid not null references public.teams on delete cascade,
  writer uuid not null default auth.uid() references auth.users,
  title text not null check (length(title) < 200),
  state public.paper_state not null default 'draft');
create index papers_team_idx on public.papers (team_id);
revoke all on public.teams, public.team_members, public.papers from anon, authenticated;
alter table public.teams enable row level security;
alter table public.team_members enable row level security;
alter table public.papers enable row level security;
alter table public.papers force row level security;
create schema private;
grant usage on schema private to authenticated;
create function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())) $$;
revoke execute on function private.in_team(uuid) from public;
grant execute on function private.in_team(uuid) to authenticated;
create policy teams_read on public.teams for select to authenticated using (private.in_team(id));
create policy members_read on public.team_members for select to authenticated using (private.in_team(team_id));
create policy papers_read on public.papers for select to authenticated using (private.in_team(team_id));
create policy papers_write on public.papers for insert to authenticated with check (private.in_team(team_id)
  and writer = (select auth.uid()));
create policy papers_of_people on public.papers as restrictive for all to authenticated using ((select auth.uid()) is not null);
grant select on public.teams, public.team_members, public.papers to authenticated;
grant insert (team_id, title) on public.papers to authenticated;
