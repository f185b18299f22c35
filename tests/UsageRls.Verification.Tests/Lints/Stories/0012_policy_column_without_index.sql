-- story: no index starts with a column of an alternative of OR
-- object: public.invoices.status
-- severity: low
-- broken
alter policy inv_read on public.invoices using (created_by = (select auth.uid()) or status = 'draft')

-- story: no index starts with a column of the condition
-- object: public.invoices.status
-- severity: low
-- broken
alter policy inv_read on public.invoices using (amount = 100 and status = 'draft')

-- story: an index that starts with the column that a subquery returns does not find its rows
-- object: public.org_members.user_id
-- severity: low
-- broken
drop index public.org_members_user_idx

-- story: an index over some of the rows is not enough
-- object: public.invoices.org_id
-- severity: low
-- broken
drop index public.invoices_org_id_idx;
create index on public.invoices (org_id) where status = 'paid'
