-- latest 50 events of an organisation
-- index: org_id, created_at
-- sort: none
select id, user_id, action, module_id, tokens_total, metadata, created_at
from public.usage_events
where org_id = :'organization' and :own
order by created_at desc
limit 50
