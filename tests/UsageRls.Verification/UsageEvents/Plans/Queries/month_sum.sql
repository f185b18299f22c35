-- a month's token sum of an organisation
-- index: org_id, created_at
-- sort: none
select sum(tokens_total)
from public.usage_events
where org_id = :'organization' and created_at >= :'month' and created_at < :'until' and :own
