grant insert (name, slug) on public.organizations to authenticated;
create policy found_one on public.organizations for insert to authenticated with check ((select auth.uid()) is not null)
