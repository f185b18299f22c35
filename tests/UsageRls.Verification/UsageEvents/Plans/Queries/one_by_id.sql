-- one event by id
-- index: id
-- sort: none
select id, org_id, user_id, action, module_id, tokens_total, metadata, created_at
from public.usage_events
where id = :'event' and :own
