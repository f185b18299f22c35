create extension btree_gist with schema extensions;
create role paper_robot nologin;
create table public.paper_dates (
  id bigint generated always as identity,
  team_id uuid not null references public.teams on delete cascade,
  day date not null,
  week date generated always as (day - 7) stored,
  kind text not null default 'due' check (kind in ('due', 'sent')),
  primary key (id, day)) partition by range (day);
create table public.paper_dates_2025 partition of public.paper_dates for values from ('2025-01-01') to ('2026-01-01');
create index paper_dates_due on public.paper_dates (day) where kind = 'due';
create table public.paper_slots (
  id bigint generated always as identity primary key,
  team_id uuid not null references public.teams on delete cascade,
  during daterange not null,
  exclude using gist (team_id with =, during with &&));
alter table public.paper_slots enable row level security;
alter table public.paper_dates enable row level security;
create policy dates_read on public.paper_dates for select to authenticated
  using (team_id in (select m.team_id from public.team_members m where m.user_id = (select auth.uid())));
create view public.paper_days with (security_invoker = true) as select d.day, count(*) as papers from public.paper_dates d group by d.day;
create materialized view private.paper_counts as select p.team_id, count(*) as papers from public.papers p group by p.team_id;
create function public.first_day(team uuid) returns date language sql stable
begin atomic
  select d.day from public.paper_dates d where d.team_id = team order by d.day limit 1;
end;
create rule no_delete as on delete to public.paper_titles do instead nothing;
create publication due_dates for table public.papers where (title <> '') with (publish = 'insert');
