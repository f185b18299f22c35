-- story: an API key is readable
-- object: public.invoices.api_key
-- severity: medium
-- broken
alter table public.invoices add api_key text
-- attack as ann
select count(api_key) >= 0 from public.invoices

-- story: the token of an invitation is readable
-- object: public.invitations.token
-- severity: medium
-- broken
create table public.invitations (id int primary key, token text);
grant select on public.invitations to authenticated
-- attack as eve
select count(token) >= 0 from public.invitations
