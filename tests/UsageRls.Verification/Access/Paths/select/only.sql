-- select … from only
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
select id from only public.usage_events where org_id = :'org'
