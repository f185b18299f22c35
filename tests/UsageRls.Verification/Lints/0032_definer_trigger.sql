-- A trigger that acts with its owner's rights on what tenants write.
select '0032_definer_trigger' as id, 'medium' as severity, format('%s %I', r.label, t.tgname) as object,
  format('Writing to this table runs %s with its owner''s rights: what it copies elsewhere is held by the policies of that place, or by none.', f.label) as detail,
  format('alter function %s security invoker;', f.label) as remedy
from pg_catalog.pg_trigger t
join app_relations r on r.oid = t.tgrelid
join app_functions f on f.oid = t.tgfoid and f.is_definer
where not t.tgisinternal
