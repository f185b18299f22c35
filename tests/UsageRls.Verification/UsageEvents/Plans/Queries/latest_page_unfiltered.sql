-- latest 50 events with no organisation filter
-- filtered: no
-- index: org_id
select id, org_id, user_id, action, module_id, tokens_total, metadata, created_at
from public.usage_events
where :own
order by created_at desc
limit 50
