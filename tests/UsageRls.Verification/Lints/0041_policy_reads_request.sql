-- A policy that reads the request: headers, cookies, path, method.
-- Why: The API hands them to SQL as they come, and clients write them. A tenant that is taken from a header is chosen by the caller.
-- Repair: Ask memberships; a secret in a header goes into a table of hashes.
-- Accept: A secret that a function compares with a stored hash.
-- Splinter: none
select '0041_policy_reads_request' as id,
  case
    when exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'digest\(|crypt\(|sha\d+\(|hmac\(') then 'medium'
    -- Less severe if the policy reads the request only to pass a key, secret or token from a header to a function.
    when not exists (
      select from policy_texts t
      where t.policy = p.oid and regexp_replace(t.text,
        '\m\w+\.\w+\(+(NULLIF\()?current_setting\(''request\.headers''[^)]*\)(, ''''(::text)?\))?\)*(::jsonb?)? ->> '
          '''[^'']*(key|secret|token)[^'']*''(::text)?\)', '', 'g')
        ~ 'request\.(header|headers|cookies?|path|method)\M') then 'medium'
    else 'critical' end as severity, p.label as object,
  format('The policy decides by the request itself%s, which the client writes.',
    (select ', read in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ 'request\.(header|headers|cookies?|path|method)\M')) as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
where p.is_permissive and exists (select from policy_texts t where t.policy = p.oid
  and t.text ~ 'request\.(header|headers|cookies?|path|method)\M')
