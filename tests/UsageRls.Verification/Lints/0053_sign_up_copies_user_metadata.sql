-- A trigger on the platform's users that copies what new users say of themselves into something that decides.
-- Why: raw_user_meta_data is what the sign-up form sends: it makes the form one for administrators, or for joining any tenant.
-- Repair: Write defaults, and let the server set roles and tenants.
-- Accept: Never.
-- Splinter: none
select '0053_sign_up_copies_user_metadata' as id,
  -- Policies ask the table that it writes to; else what is copied decides nothing in the database.
  case when exists (
    select
    from policy_asks a
    join app_policies p on p.oid = a.policy
    join app_relations r on r.oid = a.relation
    where p.relation <> a.relation and pg_temp.mentions(f.source, r.name)
  ) then 'high' else 'medium' end as severity, format('%s %I', t.tgrelid::pg_catalog.regclass, t.tgname) as object,
  format('%s copies %s from what new users say of themselves: whoever signs up chooses it.', f.label, string_agg(distinct (k.key)[2], ', '))
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
