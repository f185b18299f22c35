-- A policy that names no role.
-- Why: It holds for every role, for requests without a token too, and for roles that are added later.
-- Repair: Name the role.
-- Accept: A policy whose condition names the caller; naming the role also saves its evaluation for everybody else.
-- Splinter: none
select '0005_policy_for_public' as id, 'medium' as severity, p.label as object,
  'The policy names no role, so it is evaluated for everybody: for requests without a token too, and for every role that is added later.'
    as detail,
  format('alter policy %I on %s to authenticated;', p.name, p.table_label) as remedy
from app_policies p
where 0 = any (p.roles)
