-- An amount that a BEFORE INSERT trigger computes only if the client sends none.
-- Why: The trigger keeps the value that the client sends. A client that sends 0, or a negative number, is billed for that value.
-- Repair: Revoke INSERT on the column from the API roles, or let the trigger always compute the value.
-- Accept: Amounts that clients are meant to choose, such as the budget of a project.
-- Splinter: none
select '0087_client_writes_computed_amount' as id, 'high' as severity, format('%s.%I', r.label, a.attname) as object,
  format('%s can insert a value into this column. The trigger %I calls %s, which computes the amount only if the column is null.',
    string_agg(distinct role.name, ', ' order by role.name), t.tgname, f.label) as detail,
  format('revoke insert on table %s from %s; grant insert (<the columns that clients send>) on table %s to %s;', r.label,
    string_agg(distinct role.name, ', ' order by role.name), r.label, string_agg(distinct role.name, ', ' order by role.name)) as remedy
from pg_catalog.pg_trigger t
join app_relations r on r.oid = t.tgrelid
join app_functions f on f.oid = t.tgfoid
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
join pg_catalog.pg_type type on type.oid = a.atttypid and type.typcategory = 'N'
join api_roles role on role.name <> 'service_role' and pg_catalog.has_column_privilege(role.oid, r.oid, a.attnum, 'insert')
where not t.tgisinternal and t.tgtype & 7 = 7 -- FOR EACH ROW, BEFORE, INSERT
  and a.attname ~* '(total|amount|price|cost|cents|balance|credit|charge|fee|tokens|usage|units|quantity)'
  and f.source ~* format('\mnew\.%1$s\s*:?=\s*coalesce\s*\(\s*new\.%1$s\M|\mif\s+new\.%1$s\s+is\s+null\M', a.attname)
group by r.label, a.attname, t.tgname, f.label
