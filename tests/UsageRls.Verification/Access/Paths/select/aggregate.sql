-- select … group by … having …
-- needs: select (org_id, action)
-- rows: organization
-- gives: count
select coalesce(sum(per_action.events), 0)::bigint
from (
  select action, count(*) as events from public.usage_events where org_id = :'org' group by action having count(*) > 0
) as per_action
