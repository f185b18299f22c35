-- A trigger on auth.users that copies a value such as a role, a tenant or a plan from user metadata.
-- Why: The client chooses raw_user_meta_data in the sign-up request: new users can make themselves administrators or join any tenant.
-- Repair: Write default values, and let the server set roles and tenants.
-- Accept: Never.
-- Splinter: none
select '0053_sign_up_copies_user_metadata' as id,
  -- high: policies of other tables read a table that the function names. Otherwise, the copied value decides no access in the database.
  case when exists (
    select
    from policy_asks a
    join app_policies p on p.oid = a.policy
    join app_relations r on r.oid = a.relation
    where p.relation <> a.relation and pg_temp.mentions(f.source, r.name)
  ) then 'high' else 'medium' end as severity, format('%s %I', t.tgrelid::pg_catalog.regclass, t.tgname) as object,
  format('%s copies %s from raw_user_meta_data, whose values the client chooses at sign-up.',
    f.label, string_agg(distinct (k.key)[2], ', '))
    as detail,
  format('drop trigger %I on %s;', t.tgname, t.tgrelid::pg_catalog.regclass) as remedy
from pg_catalog.pg_trigger t
join app_functions f on f.oid = t.tgfoid
cross join lateral regexp_matches(f.source,
  'user_meta_?data''?\s*(->>?|#>>?)\s*''\{?((is_)?(admin|superuser|staff|owner)|role|roles|app_role|user_role|org'
  '|org_?id|organi[sz]ation(_?id)?|tenant(_?id)?|team(_?id)?'
  '|workspace(_?id)?|company_?id|account_?id|plan|tier|permissions?|scopes?|credits)\}?''', 'gi') as k (key)
where t.tgrelid = pg_catalog.to_regclass('auth.users') and not t.tgisinternal
group by t.tgrelid, t.tgname, f.label, f.source
