-- insert of 1,000 events
-- writes: yes
insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata)
select org_id, :'user', 'agency:scope:generate', 'agency', 1200 + i, 340, '{"model": "claude-haiku-4-5"}'
from (select :'organization'::uuid as org_id, i from generate_series(1, 1000) as i) as event
where :own
