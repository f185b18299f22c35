-- An object whose owner is an API role (anon, authenticated, service_role).
-- Why: The owner can alter or drop the object, for example a function that policies call.
-- Repair: Change the owner to the role that runs the migrations.
-- Accept: Never.
-- Splinter: none
select '0076_owned_by_api_role' as id, case when o.is_called then 'high' else 'medium' end as severity, o.object as object,
  format('%I owns this object and so can alter or drop the object%s.', pg_catalog.pg_get_userbyid(o.owner), case when o.is_called
    then ', and policies or triggers depend on the object' else '' end) as detail,
  format('alter %s %s owner to %I;', o.kind, o.object, (select pg_catalog.pg_get_userbyid(d.datdba) from pg_catalog.pg_database d
    where d.datname = current_database())) as remedy
from (
  select f.label as object, 'function' as kind, f.owner,
    exists (select from policy_functions p where p.function = f.oid) or exists (select from pg_catalog.pg_trigger t where t.tgfoid = f.oid)
      or exists (select from pg_catalog.pg_event_trigger t where t.evtfoid = f.oid) as is_called
  from app_functions f
  union all select quote_ident(s.name), 'schema', n.nspowner, false from app_schemas s join pg_catalog.pg_namespace n on n.oid = s.oid
  union all select r.label, case r.kind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, r.owner, r.has_rls
    from app_relations r
) as o
where o.owner in (select a.oid from api_roles a)
