-- copy (select …) to stdout
-- needs: select (id, org_id)
-- rows: organization
-- gives: copy out
copy (select id from public.usage_events where org_id = :'org') to stdout
