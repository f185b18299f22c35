-- A view through which the API reads as the view's owner.
select '0016_view_with_owners_rights' as id, 'high' as severity, v.label as object,
  format('The view reads with its owner''s rights and not with the caller''s, so the policies of %s do not hold its readers.',
    (select string_agg(distinct s.label, ', ') from app_reads a join app_relations s on s.oid = a.source and s.has_rls where a.reader = v.oid)) as detail,
  format('alter view %s set (security_invoker = true);', v.label) as remedy
from app_relations v
where v.kind = 'v' and not v.options && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes']
  and exists (select from app_rights g where g.relation = v.oid and g.role <> 'service_role')
  and exists (select from app_reads a join app_relations s on s.oid = a.source and s.has_rls where a.reader = v.oid)
