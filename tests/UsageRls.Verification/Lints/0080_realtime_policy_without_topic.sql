-- A policy on realtime.messages that does not compare the channel's topic with the caller, or not in each branch of an OR. The lint reads
-- the policy's text and evaluates the policy.
-- Why: The policies of realtime.messages authorize private channels. Without a check of the topic, a caller who passes the policy can
--   receive or send messages on every private channel. A check of the topic's prefix alone opens the channels of every tenant.
-- Repair: Compare realtime.topic() with the caller's memberships.
-- Accept: Projects in which every user may use all private channels.
-- Splinter: none
select '0080_realtime_policy_without_topic' as id, 'high' as severity, p.label as object,
  format('The policy does not compare the topic with the caller, or not in each OR branch: a caller who belongs to no tenant can %s '
    'messages on private channels.', case p.command when 'insert'
    then 'send' else 'receive' end) as detail,
  format('alter policy %I on %s %s ((select realtime.topic()) in (<topics of the caller''s tenants>));', p.name, p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end) as remedy
from app_policies p
where p.relation = pg_catalog.to_regclass('realtime.messages') and p.is_permissive and (p.is_for_anon or p.is_for_users)
  and coalesce(p.using_text, p.check_text) <> 'false' and (
    -- realtime.topic() is the topic of the row: a comparison of the two says nothing about the caller.
    not exists (select from policy_texts t where t.policy = p.oid and regexp_replace(t.text,
      '(messages\.)?\mtopic\s*=\s*\(*\s*(select\s+)?realtime\.topic\(\)(\s+as\s+topic)?', '', 'gi') ~ 'topic')
    -- Or a user without a tenant passes the policy on a generated channel, which belongs to no tenant.
    or exists (select from policy_tries t where t.policy = p.oid and t.caller = 'stranger' and t.clause <> 'restrictive' and t.yes > 0))
