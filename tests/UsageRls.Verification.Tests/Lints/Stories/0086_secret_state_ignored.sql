-- story: a link that was withdrawn still opens
-- object: public.open_link(text)
-- severity: high
-- broken
create table public.links (
  id uuid primary key default gen_random_uuid(), org_id uuid not null references public.organizations (id) on delete cascade,
  token_hash bytea not null unique, expires_at timestamptz, withdrawn_at timestamptz);
create index on public.links (org_id);
alter table public.links enable row level security;
revoke all on public.links from anon, authenticated;
create function public.open_link(token text) returns uuid language sql stable security definer set search_path = '' as $$
  select l.org_id from public.links l where l.token_hash = sha256(convert_to(token, 'UTF8'))
    and (l.expires_at is null or l.expires_at > now()) $$;
revoke all on function public.open_link(text) from public;
grant execute on function public.open_link(text) to anon;
insert into public.links (org_id, token_hash, withdrawn_at) select o.id, sha256('lost'), now() from public.organizations o limit 1
-- attack as anon
select public.open_link('lost') is not null
-- repaired
create or replace function public.open_link(token text) returns uuid language sql stable security definer set search_path = '' as $$
  select l.org_id from public.links l
  where l.token_hash = sha256(convert_to(token, 'UTF8')) and (l.expires_at is null or l.expires_at > now()) and l.withdrawn_at is null $$
