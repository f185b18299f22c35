-- select … from (subquery)
-- needs: select
-- rows: organization
-- gives: ids
select seen.id from (select * from public.usage_events) as seen where seen.org_id = :'org'
