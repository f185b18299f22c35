-- A function that checks its caller in a way that a caller without a user passes.
-- Why: "auth.uid() is not null and not a member: refuse" and "auth.uid() <> owner: refuse" both let a caller without a user through, for
-- null is
--   not true.
-- Repair: Use "is distinct from", refuse a null user first, and revoke the function from public and anon.
-- Accept: Never.
-- Splinter: none
select '0060_guard_passes_without_user' as id, 'high' as severity, f.label as object,
  'Everybody may call this function without a token, it runs with its owner''s privileges, and its check lets a caller without a user '
    'through: a comparison with null is not true.' as detail,
  format('revoke execute on function %s from public, anon; grant execute on function %s to authenticated;', f.label, f.label) as remedy
from app_functions f
where f.is_definer and f.anon_may and not f.is_trigger
  and f.source ~* ('\mif\M[^;]*auth\.uid\(\)\s*\)?\s+is\s+not\s+null\s+and\M'
    || '|\mif\M[^;]*auth\.uid\(\)\s*\)?\s*(<>|!=)|\mif\M[^;]*(<>|!=)\s*\(?\s*(select\s+)?auth\.uid\(\)')
  and f.source !~* 'auth\.uid\(\)\s*\)?\s+is\s+null'
