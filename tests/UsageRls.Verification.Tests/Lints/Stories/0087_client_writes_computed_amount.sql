-- story: a total that the client may send
-- object: public.invoices.amount
-- severity: high
-- broken
create function private.fill_amount() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
  as 'begin new.amount := coalesce(new.amount, 100); return new; end';
create trigger fill_amount before insert on public.invoices for each row execute function private.fill_amount()
-- repaired
create or replace function private.fill_amount() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
  as 'begin new.amount := 100; return new; end'

-- story: a total that the client may send, filled by a condition
-- object: public.invoices.amount
-- severity: high
-- broken
create function private.fill_amount() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
  as 'begin if new.amount is null then new.amount := 100; end if; return new; end';
create trigger fill_amount before insert on public.invoices for each row execute function private.fill_amount()
-- repaired
revoke insert on public.invoices from authenticated;
grant insert (org_id, status, created_by) on public.invoices to authenticated
