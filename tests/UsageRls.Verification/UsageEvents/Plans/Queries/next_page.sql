-- next 50 events of an organisation, by keyset
-- index: org_id, created_at
-- sort: none
select id, user_id, action, module_id, tokens_total, metadata, created_at
from public.usage_events
where org_id = :'organization' and created_at < :'before' and :own
order by created_at desc
limit 50
