-- story: the privilege is revoked under the policy
-- object: public.invoices inv_read
-- severity: medium
-- broken
revoke select on public.invoices from authenticated
