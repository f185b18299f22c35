-- none of: 0007_missing_with_check
-- The policy's condition reads no column that anon or authenticated may update.
revoke update on public.invoices from anon, authenticated;
grant update (status) on public.invoices to authenticated;
create policy change on public.invoices for update to authenticated using (created_by = (select auth.uid()))
