-- none of: 0010_policy_call_per_row
alter policy inv_read on public.invoices using (
  org_id in (select m.org_id from public.org_members m where m.user_id = (select auth.uid()))
  and org_id = (select (auth.jwt() -> 'app_metadata' ->> 'org_id')::uuid)
  and org_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
  and coalesce((select (auth.jwt() ->> 'aal') = 'aal2'), false))
