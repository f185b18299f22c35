-- A trigger whose function is security definer.
-- Why: The trigger function runs with its owner's privileges, so the caller's policies do not apply to its statements. The client chooses
--   the values of the row that fires the trigger.
-- Repair: Declare the function security invoker, or check in the function that each row which the function changes has the tenant of the
--   row that fired the trigger.
-- Accept: Trigger functions that write only rows of the tenant of the row that fired the trigger.
-- Intent: If intent.yaml states who may do what with the table, the suite runs the writes that fire the trigger and compares the rows of
--   every table before and after. The finding is then shown but does not fail the run.
-- Splinter: none
select '0032_definer_trigger' as id, case
    when r.relnamespace not in (select s.oid from app_schemas s) then 'note'
    -- The function's own text contains no keyword of a write or a call: presumably, the function only sets columns of the row.
    when f.source !~* '\m(insert|update|delete|merge|truncate|execute|perform|call)\M' then 'low'
    else 'medium' end as severity,
  format('%s %I', t.tgrelid::pg_catalog.regclass, t.tgname) as object,
  format('A write to this table calls the security definer function %s: the caller''s policies do not apply to its statements, and the '
    'client chooses the values of the row.', f.label) as detail,
  format('alter function %s security invoker;', f.label) as remedy
from pg_catalog.pg_trigger t
join pg_catalog.pg_class r on r.oid = t.tgrelid
join app_functions f on f.oid = t.tgfoid and f.is_definer
where not t.tgisinternal and t.tgparentid = 0
