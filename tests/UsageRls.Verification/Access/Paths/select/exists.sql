-- select … where exists
-- needs: select (id)
-- rows: one
-- gives: ids
select probe.id
from (values (:'id'::uuid)) as probe (id)
where exists (select from public.usage_events as e where e.id = probe.id)
