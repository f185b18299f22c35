-- story: a rule copies what is written
-- object: public.invoices copy
-- severity: medium
-- broken
create table public.log (org_id uuid);
create rule copy as on insert to public.invoices do also insert into public.log values (new.org_id)
