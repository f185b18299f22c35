-- select count(*)
-- needs: select (org_id)
-- rows: organization
-- gives: count
select count(*) from public.usage_events where org_id = :'org'
