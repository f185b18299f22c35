-- A policy that reads the e-mail address from the token.
-- Why: The address may be unverified, outdated until the token is refreshed, or written in another case. If the address alone identifies an
--   invitation, the first user who registers the address joins the tenant. If a domain is enough, anyone who can register an address of
--   this domain has access.
-- Repair: Compare a column with the user's id, or let a server function verify a hashed token. Otherwise, also require email_verified.
-- Accept: Projects that confirm every address before the first token is issued.
-- Splinter: none
select '0039_policy_by_email' as id,
  -- A pattern match on the address opens the rows of every tenant if the policy reads no column of the row.
  case when p.is_permissive and h.by_tenant and concat(p.using_text, ' ',
    p.check_text) ~ '(email\(\)|''email''(::text)?)[^=]{0,40} ~~\*? ''|email.{0,80}split_part|split_part.{0,80}email'
    and not exists (select from policy_asks a where a.policy = p.oid and a.relation = p.relation and a.via is null) then 'high'
      else 'medium' end as severity, p.label as object,
  'The policy reads the e-mail address from the token, which may be unverified or outdated: a user who only registers a matching address '
    'may have access.' as detail,
  format('alter policy %I on %s using (<the user''s id from a table>);', p.name, p.table_label) as remedy
from app_policies p
join held_tables h on h.relation = p.relation
where exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'auth\.email\(\)|jwt\(\)( AS jwt\))? ?->> '
  '?''email''|claims?''[^;]{0,60}->> ?''email''|request\.jwt\.claim\.email')
  -- Leave out a policy that checks email_verified or email_confirmed, unless it also reads user_metadata, which users can edit.
  and not exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'email_(verified|confirmed)' and t.text !~ 'user_metadata')
