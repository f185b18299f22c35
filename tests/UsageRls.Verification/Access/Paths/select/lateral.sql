-- select … , lateral (…)
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select e.id
from (values (:'org'::uuid)) as wanted (org_id),
  lateral (select u.id from public.usage_events as u where u.org_id = wanted.org_id) as e
