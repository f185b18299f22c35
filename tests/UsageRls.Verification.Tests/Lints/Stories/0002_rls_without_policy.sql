-- story: the table has no policy
-- object: public.drafts
-- severity: note
-- broken
create table public.drafts (id int primary key);
alter table public.drafts enable row level security;
grant select on public.drafts to authenticated
