-- story: an organisation that sets its domain to %
-- object: public.organizations by_domain
-- severity: medium
-- broken
alter table public.organizations add domain text not null default '%';
create policy by_domain on public.organizations for select to authenticated using ((select auth.jwt() ->> 'email') like '%' || domain)
-- attack as eve
select count(*) > 0 from public.organizations
-- repaired
alter policy by_domain on public.organizations using (split_part((select auth.jwt() ->> 'email'), '@', 2) = domain)
