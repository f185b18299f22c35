-- twelve months of an organisation by month and module
-- index: org_id, created_at
select date_trunc('month', created_at, 'UTC') as month, module_id, sum(tokens_total)
from public.usage_events
where org_id = :'organization' and created_at >= :'year' and created_at < :'until' and :own
group by 1, 2
order by 1, 2
