-- with … as (insert … returning 1) select
-- needs: insert (org_id, user_id, action)
-- rows: one
-- gives: count
with added as (
  insert into public.usage_events (org_id, user_id, action) values (:'org', :'user', 'suite:matrix:insert') returning 1
)
select count(*) from added
