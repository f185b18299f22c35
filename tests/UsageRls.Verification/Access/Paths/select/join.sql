-- select … join
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select mine.id
from public.usage_events as mine
join public.usage_events as same on same.id = mine.id
where same.org_id = :'org'
