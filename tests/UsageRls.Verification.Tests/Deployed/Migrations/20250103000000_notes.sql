create table public.paper_notes (
  id uuid primary key default gen_random_uuid(),
  paper_id uuid not null references public.papers on delete cascade,
  line text not null);
create index paper_notes_paper_idx on public.paper_notes (paper_id);
revoke all on public.paper_notes from anon, authenticated;
alter table public.paper_notes enable row level security;
create policy notes_read on public.paper_notes for select to authenticated
  using (exists (select from public.papers p where p.id = paper_id));
grant select on public.paper_notes to authenticated;
