create table teams (id bigint generated always as identity primary key, name text not null);
create table team_members (
  team_id bigint not null references teams,
  user_id uuid not null references auth.users,
  role text not null check (role in ('owner', 'editor', 'viewer')),
  primary key (team_id, user_id)
);
create table cards (
  id bigint generated always as identity primary key,
  team_id bigint not null references teams,
  author uuid not null default auth.uid() references auth.users,
  title text not null,
  body text not null,
  is_open boolean not null default true
);
alter table teams enable row level security;
alter table team_members enable row level security;
alter table cards enable row level security;
revoke all on teams, team_members, cards from public, anon, authenticated;
grant select on teams, team_members to authenticated;
grant delete on cards to authenticated;
grant select (id, team_id, author, title, body, is_open), insert (team_id, author, title, body, is_open), update (title, body)
  on cards to authenticated;

create schema private;
grant usage on schema private to authenticated;
create function private.has_role(team bigint, variadic roles text[]) returns boolean
language sql stable security definer set search_path = ''
as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())
  and m.role = any (roles)) $$;

create policy teams_read on teams for select to authenticated using (private.has_role(id, 'owner', 'editor', 'viewer'));
create policy members_read on team_members for select to authenticated using (user_id = (select auth.uid()));
create policy cards_read on cards for select to authenticated using (private.has_role(team_id, 'owner', 'editor', 'viewer'));
create policy cards_add on cards for insert to authenticated with check (author = (select auth.uid()) and private.has_role(team_id, 'owner',
  'editor'));
create policy cards_change on cards for update to authenticated using (private.has_role(team_id, 'owner', 'editor'));
create policy cards_remove on cards for delete to authenticated using (private.has_role(team_id, 'owner'));
