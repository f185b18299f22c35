-- select … tablesample
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select id from public.usage_events tablesample system (100) where org_id = :'org'
