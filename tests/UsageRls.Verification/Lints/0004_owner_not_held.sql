-- Row level security that does not hold for the table's owner, where code runs with the owner's rights.
select '0004_owner_not_held' as id, 'medium' as severity, r.label as object,
  'Functions run with the rights of this table''s owner, whom the policies do not hold unless the table forces them: such a function reads every tenant''s rows.' as detail,
  format('alter table %s force row level security;', r.label) as remedy
from app_relations r
where r.kind in ('r', 'p') and r.has_rls and not r.is_forced
  and exists (select from app_functions f where f.is_definer and f.owner = r.owner and (f.users_may or f.anon_may or f.is_trigger))
