-- count with no organisation filter
-- filtered: no
-- index: org_id
select count(*)
from public.usage_events
where :own
