-- select … where org_id = …
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select id from public.usage_events where org_id = :'org'
