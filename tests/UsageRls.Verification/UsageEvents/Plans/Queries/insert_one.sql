-- insert of one event
-- writes: yes
insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata)
select org_id, :'user', 'agency:scope:generate', 'agency', 1200, 340, '{"model": "claude-haiku-4-5"}'
from (values (:'organization'::uuid)) as event (org_id)
where :own
