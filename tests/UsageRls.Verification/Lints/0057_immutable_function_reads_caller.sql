-- A function that is marked immutable and reads who is asking, or a table.
-- Why: PostgreSQL computes it when it plans and keeps the answer with a prepared plan: the next user of the connection gets the first one's
-- rows.
-- Repair: Mark it stable.
-- Accept: Never.
-- Splinter: none
select '0057_immutable_function_reads_caller' as id,
  case when exists (select from policy_functions p where p.function = f.oid) then 'critical' else 'medium' end as severity,
    f.label as object,
  'The function is marked immutable and reads who is asking or a table: its answer is kept with a plan, and the next user of the '
    'connection gets it.' as detail,
  format('alter function %s stable;', f.label) as remedy
from app_functions f
where f.volatility = 'i' and (f.source ~* 'current_setting\(|\m(current_user|session_user)\M|auth\.\w+\(|\mnow\(\)'
  or exists (select from app_relations r where f.source ~* ('\m(from|join)\s+("?' || regexp_replace(r.schema, '(\W)', '\\\1',
    'g') || '"?\.)?"?' || regexp_replace(r.name, '(\W)', '\\\1', 'g') || '\M')))
