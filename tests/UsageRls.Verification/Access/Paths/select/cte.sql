-- with … as materialized
-- needs: select (id, org_id)
-- rows: organization
-- gives: ids
with seen as materialized (select id, org_id from public.usage_events)
select id from seen where org_id = :'org'
