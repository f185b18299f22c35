-- A policy that reads the HTTP request: its headers, cookies, path or method.
-- Why: The API passes the values of the request to SQL unchanged, and the client chooses these values. If the policy reads a tenant from a
--   header, the caller chooses the tenant.
-- Repair: Read memberships from a table. Compare a secret in a header with a table of hashes.
-- Accept: A secret that a function compares with a stored hash. A header that only narrows what a membership allows (severity low), or
--   that picks one of the caller's memberships in a function (severity medium).
-- Splinter: none
with reading as (
  select f.oid, f.name from app_functions f where f.source ~ 'request\.(header|headers|cookies?|path|method)\M'
), calling as (
  select f.name from app_functions f where exists (select from reading r where r.oid = f.oid or pg_temp.mentions(f.source, r.name))
), clauses as (
  select p.oid as policy, p.relation, c.text
  from app_policies p
  cross join lateral (values (p.using_text), (p.check_text)) as c (text)
  where c.text ~ 'request\.(header|headers|cookies?|path|method)\M'
    or exists (select from calling r where pg_temp.mentions(c.text, r.name))
), narrowed as (
  -- Another AND condition of the expression checks the caller's membership, directly or by a function.
  select c.policy, bool_and(exists (
    select from pg_temp.conjuncts(c.text) as part (text)
    where part.text !~ 'request\.(header|headers|cookies?|path|method)\M'
      and not exists (select from calling r where pg_temp.mentions(part.text, r.name))
      -- That condition also reads the row's tenant column: otherwise, a membership in any tenant would be enough.
      and exists (select from tenant_columns t where t.relation = c.relation and pg_temp.mentions(part.text, t.column_name))
      and exists (
        select from app_memberships m
        join app_relations r on r.oid = m.relation
        where (part.text ~ 'auth\.uid\(\)' and pg_temp.mentions(part.text, r.name))
          or exists (select from policy_functions pf join app_functions f on f.oid = pf.function
            where pf.policy = c.policy and pg_temp.mentions(part.text, f.name)
              and f.source ~ 'auth\.uid\(\)' and pg_temp.mentions(f.source, r.name)))
  )) as by_membership
  from clauses c
  group by c.policy
), asking as (
  -- Functions that look up the caller's memberships, directly or by a function.
  select f.oid from app_functions f
  where exists (select from app_memberships m join app_relations r on r.oid = m.relation
    where (f.source ~ 'auth\.uid\(\)' and pg_temp.mentions(f.source, r.name))
      or exists (select from app_functions g where pg_temp.mentions(f.source, g.name) and g.source ~ 'auth\.uid\(\)'
        and pg_temp.mentions(g.source, r.name)))
), chosen as (
  -- The policy gets the request's value only from functions that also look up the caller's memberships.
  select p.oid as policy from app_policies p
  where not exists (select from reading r where pg_temp.mentions(concat(p.using_text, ' ', p.check_text), r.name)
      and r.oid not in (select a.oid from asking a))
    and concat(p.using_text, ' ', p.check_text) !~ 'request\.(header|headers|cookies?|path|method)\M'
    and not exists (
      select from policy_functions pf join app_functions f on f.oid = pf.function
      where pf.policy = p.oid and f.oid not in (select a.oid from asking a)
        and exists (select from reading r where r.oid <> f.oid and pg_temp.mentions(f.source, r.name)))
)
select '0041_policy_reads_request' as id,
  case
    when n.by_membership then 'low'
    when p.oid in (select c.policy from chosen c) then 'medium'
    when exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'digest\(|crypt\(|sha\d+\(|hmac\(') then 'medium'
    -- The severity is medium if the policy takes only a key, secret or token from a header: who has it may use it. The header's name says
    -- so, or the name of the column with which it is compared.
    when not exists (
      select from policy_texts t
      where t.policy = p.oid and regexp_replace(t.text, format(
        '%1$s''[^'']*(key|secret|token)[^'']*''|(key|secret|token)\w*\)* = \(*%1$s''[^'']*''',
        '(NULLIF\()?current_setting\(''request\.headers''[^)]*\)(, ''''(::text)?\))?\)*(::jsonb?)? ->> '), '', 'gi')
        ~ 'request\.(header|headers|cookies?|path|method)\M') then 'medium'
    else 'critical' end as severity, p.label as object,
  format('The policy reads the HTTP request%s, and the client chooses the values of the request%s.',
    (select ' in ' || string_agg(distinct t.via, ', ') from policy_texts t where t.policy = p.oid and t.via is not null
      and t.text ~ 'request\.(header|headers|cookies?|path|method)\M'),
    case when n.by_membership then '; the policy also checks a membership, so the request only narrows access'
      when p.oid in (select c.policy from chosen c) then '; the function also looks up memberships: the attacks with forged requests show '
        'whether it accepts a foreign tenant' end) as detail,
  format('alter policy %I on %s using (<memberships from a table>);', p.name, p.table_label) as remedy
from app_policies p
left join narrowed n on n.policy = p.oid
where p.is_permissive and exists (select from policy_texts t where t.policy = p.oid
  and t.text ~ 'request\.(header|headers|cookies?|path|method)\M')
