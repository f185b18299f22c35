create policy audience on public.invoices as restrictive for select to authenticated using ((select auth.jwt() ->> 'aud') = 'api')
