-- story: a rule copies what is written
-- object: public.invoices copy
-- severity: medium
-- broken
create table public.log (org_id uuid);
create rule copy as on insert to public.invoices do also insert into public.log values (new.org_id)

-- story: a rule deletes where its caller may not
-- object: public.org_members leave_nothing
-- severity: high
-- broken
grant delete on public.org_members to authenticated;
revoke delete on public.invoices from anon, authenticated;
create rule leave_nothing as on delete to public.org_members do also delete from public.invoices i where i.org_id = old.org_id
