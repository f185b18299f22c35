-- A policy that decides by the e-mail address in the token.
-- Why: It may be unverified, it is stale until the token is renewed, and it differs in case. Where an invitation is found by it, whoever
--   registers the address first joins. Where everybody of a domain gets in, so does whoever can register one.
-- Repair: Go by the user's id, or by a hashed token that a function on the server takes; or ask for email_verified, too.
-- Accept: Projects where every address is confirmed before its first token.
-- Splinter: none
select '0039_policy_by_email' as id,
  -- A pattern for the address, in a policy that reads no column of the row, opens the rows of every tenant.
  case when p.is_permissive and h.by_tenant and concat(p.using_text, ' ',
    p.check_text) ~ '(email\(\)|''email''(::text)?)[^=]{0,40} ~~\*? ''|email.{0,80}split_part|split_part.{0,80}email'
    and not exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null) then 'high'
      else 'medium' end as severity, p.label as object,
  'The policy decides by the e-mail address in the token, which may be unverified or stale: whoever has, or only registers, such an '
    'address gets in.' as detail,
  format('alter policy %I on %s using (<the user''s id from a table>);', p.name, p.table_label) as remedy
from app_policies p
join held_tables h on h.relation = p.relation
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'auth\.email\(\)|jwt\(\)( AS jwt\))? ?->> '
  '?''email''|claims?''[^;]{0,60}->> ?''email''|request\.jwt\.claim\.email')
  -- Not reported if the policy checks that the address is confirmed, unless it reads that from user_metadata, which users write.
  and not exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'email_(verified|confirmed)' and t.text !~ 'user_metadata')
