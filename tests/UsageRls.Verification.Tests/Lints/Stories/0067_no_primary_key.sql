-- story: charges that cannot be told apart
-- object: public.charges
-- severity: note
-- broken
create table public.charges (org_id uuid not null, cents int not null)

-- story: charges that cannot be told apart are published
-- object: public.charges
-- severity: medium
-- broken
create table public.charges (org_id uuid not null, cents int not null);
alter publication supabase_realtime add table public.charges
