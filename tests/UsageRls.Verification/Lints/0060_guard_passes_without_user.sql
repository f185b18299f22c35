-- A security definer function that anon may call and whose check of the caller does not reject a null auth.uid().
-- Why: The checks "if auth.uid() is not null and … then raise" and "if auth.uid() <> owner then raise" accept a caller without a user.
--   With a null auth.uid(), neither condition is true.
-- Repair: Reject a null auth.uid() first, compare with IS DISTINCT FROM, and revoke EXECUTE from public and anon.
-- Accept: Never.
-- Splinter: none
select '0060_guard_passes_without_user' as id, 'high' as severity, f.label as object,
  'anon may call this security definer function, and its check accepts a caller without a user: with a null auth.uid(), the condition that '
    'should reject the caller is not true.' as detail,
  format('revoke execute on function %s from public, anon; grant execute on function %s to authenticated;', f.label, f.label) as remedy
from app_functions f
where f.is_definer and f.anon_may and not f.is_trigger
  and f.source ~* ('\mif\M[^;]*auth\.uid\(\)\s*\)?\s+is\s+not\s+null\s+and\M'
    || '|\mif\M[^;]*auth\.uid\(\)\s*\)?\s*(<>|!=)|\mif\M[^;]*(<>|!=)\s*\(?\s*(select\s+)?auth\.uid\(\)')
  and f.source !~* 'auth\.uid\(\)\s*\)?\s+is\s+null'
