create schema private;
create table public.teams (id int primary key);
create table public.members (team_id int references public.teams, user_id uuid, primary key (team_id, user_id));
create table public.words (word text primary key);
create function private.is_member(team int) returns boolean language sql stable security definer
  as 'select exists (select from public.MEMBERS m where m.team_id = team and m.user_id = auth.uid())';
create function private.is_word(given text) returns boolean language sql stable
  as 'select exists (select from public.words w where w.word = given)';
create function private.is_any(relation text) returns boolean language plpgsql
  as $$ begin execute 'select true from ' || relation; return found; end $$;
create domain public.known_word as text check (private.is_word(value));

create table public.notes (id int primary key, team_id int);
create table public.parts (id int primary key, note_id int);
create table public.files (id int primary key, note_id int references public.notes on delete cascade);
create table public.logs (id int generated always as identity, note_id int);
create function private.log() returns trigger language plpgsql security definer
  as $$ begin insert into public.logs (note_id) values (new.id); return new; end $$;
create trigger log after insert on public.notes for each row execute function private.log();
create view public.open_notes as select id from public.notes;
create table public.digests (id int primary key, note_id int);
create table public.entries (id int primary key, word public.known_word);
create table public.papers (id int primary key);
create table public.reviews (id int primary key, paper_id int references public.papers);
create table public.dynamic (id int primary key);
create table public."Odd ""names""" (id int primary key);
create table public.odd_readers (id int primary key);
create table public.lonely (id int primary key);

alter table public.papers enable row level security;
alter table public.papers force row level security;
create policy of_members on public.notes using (private.is_member(team_id));
create policy of_notes on public.parts using (exists (select from public.notes n where n.id = note_id));
create policy of_view on public.digests using (exists (select from public.open_notes n where n.id = note_id));
create policy of_any on public.dynamic using (private.is_any('public.teams'));
create policy of_odd on public.odd_readers using (exists (select from public."Odd ""names"""));
