-- A function that is marked IMMUTABLE but reads the caller's identity, the current time or a table.
-- Why: PostgreSQL may evaluate an IMMUTABLE function at plan time and keep the result in a prepared plan. The next user of the connection
--   can then get the result for the first user.
-- Repair: Declare the function STABLE.
-- Accept: Never.
-- Splinter: none
select '0057_immutable_function_reads_caller' as id,
  case when exists (select from policy_functions p where p.function = f.oid) then 'critical' else 'medium' end as severity,
    f.label as object,
  'The function is marked IMMUTABLE but reads the caller''s identity, the current time or a table. PostgreSQL may keep the result in a '
    'plan, and the next user of the connection then gets this result.' as detail,
  format('alter function %s stable;', f.label) as remedy
from app_functions f
where f.volatility = 'i' and (f.source ~* 'current_setting\(|\m(current_user|session_user)\M|auth\.\w+\(|\mnow\(\)'
  or exists (select from app_relations r where f.source ~* ('\m(from|join)\s+("?' || regexp_replace(r.schema, '(\W)', '\\\1',
    'g') || '"?\.)?"?' || regexp_replace(r.name, '(\W)', '\\\1', 'g') || '\M')))
