-- story: a trigger moves the row to where the client says
-- object: public.invoices route
-- severity: medium
-- broken
create function private.route() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
  as 'begin update public.invoices set org_id = new.status::uuid where id = new.id; return null; end';
create trigger route after insert on public.invoices for each row execute function private.route()
-- attack as ann
insert into public.invoices (org_id, status, created_by) values ('00000000-0000-4000-8000-0000000000a0',
  '00000000-0000-4000-8000-0000000000b0', '00000000-0000-4000-8000-0000000000a1');
reset session authorization;
select count(*) = 3 from public.invoices where org_id = '00000000-0000-4000-8000-0000000000b0'

-- story: a trigger that only sets a column of the row
-- object: public.invoices stamp
-- severity: low
-- broken
create function private.stamp() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
  as 'begin new.created_by := auth.uid(); return new; end';
create trigger stamp before insert on public.invoices for each row execute function private.stamp()
