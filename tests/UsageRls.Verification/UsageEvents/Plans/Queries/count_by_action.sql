-- count of an organisation's events by action
-- index: org_id
select action, count(*)
from public.usage_events
where org_id = :'organization' and :own
group by action
order by count(*) desc
