-- select … union all … (set operation)
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select id from public.usage_events where org_id = :'org'
union
select id from public.usage_events where org_id = :'org'
