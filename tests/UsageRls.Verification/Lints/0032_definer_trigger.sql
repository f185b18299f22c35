-- A trigger that acts with its owner's privileges on what tenants write.
-- Why: What it copies or changes elsewhere is held by no policy, and the client wrote what it acts on.
-- Repair: Let it act with the caller's privileges, or check in it that what it touches is of the same tenant.
-- Accept: Triggers that write only to rows of the tenant of the row that fired them.
-- Splinter: none
select '0032_definer_trigger' as id, case when r.relnamespace in (select s.oid from app_schemas s) then 'medium'
  else 'note' end as severity,
  format('%s %I', t.tgrelid::pg_catalog.regclass, t.tgname) as object,
  format('Writing to this table runs %s with its owner''s privileges: what it changes elsewhere is held by no policy, and the client '
    'wrote what it acts on.', f.label) as detail,
  format('alter function %s security invoker;', f.label) as remedy
from pg_catalog.pg_trigger t
join pg_catalog.pg_class r on r.oid = t.tgrelid
join app_functions f on f.oid = t.tgfoid and f.is_definer
where not t.tgisinternal and t.tgparentid = 0
