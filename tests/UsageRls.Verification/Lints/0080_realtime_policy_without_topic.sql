-- A policy on the platform's channels that does not ask for the topic, or not in each of its alternatives.
-- Found in the policy's text, and by trying the policy.
-- Why: Private channels are authorised there: without the topic everybody listens, or speaks, everywhere.
-- Repair: Compare realtime.topic() with the caller's memberships.
-- Accept: Projects whose only channels are for everybody.
-- Splinter: none
select '0080_realtime_policy_without_topic' as id, 'high' as severity, p.label as object,
  format('The policy does not ask for the topic: whoever it lets in %s on every private channel.', case p.command when 'insert'
    then 'speaks' else 'listens' end) as detail,
  format('alter policy %I on %s %s ((select realtime.topic()) in (<topics of the caller''s tenants>));', p.name, p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end) as remedy
from app_policies p
where p.relation = pg_catalog.to_regclass('realtime.messages') and p.is_permissive and (p.is_for_anon or p.is_for_users)
  and coalesce(p.using_text, p.check_text) <> 'false' and (
    not exists (select from policy_texts t where t.policy = p.oid and t.text ~ 'topic')
    -- Or a user of no tenant passes the policy on a made-up channel, which belongs to no tenant.
    or exists (select from policy_tries t where t.policy = p.oid and t.caller = 'stranger' and t.clause <> 'restrictive' and t.yes > 0))
