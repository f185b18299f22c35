-- none of: 0004_owner_not_held
alter table public.invoices force row level security;
create function public.number_of_members() returns bigint language sql security definer set search_path = pg_catalog, pg_temp
  as 'select count(*) from public.org_members';
revoke execute on function public.number_of_members() from public, anon;
grant execute on function public.number_of_members() to authenticated;
create function private.note_sign_up() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
  as 'begin return new; end';
create trigger note_sign_up after insert on auth.users for each row execute function private.note_sign_up()
