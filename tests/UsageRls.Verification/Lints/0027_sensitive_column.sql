-- A column that anon or authenticated may read and whose name suggests a secret or personal data.
-- Why: The column may contain a secret, a token or personal data. For example, a caller who reads the token of an invitation can join the
--   tenant.
-- Repair: Grant SELECT on the other columns only, or move the column to a separate table.
-- Accept: Columns that every reader of the row should see.
-- Splinter: 0023_sensitive_columns_exposed
select '0027_sensitive_column' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  format('The name of the column suggests a secret or personal data, and %s may read the column.',
    (select string_agg(distinct g.role, ' and ') from app_rights g where g.relation = r.oid and g.role <> 'service_role'
      and g.privilege = 'select'
      and (g.column_name is null or g.column_name = a.attname))) as detail,
  format('revoke select on table %s from public, anon, authenticated; grant select (%s) on table %s to authenticated;', r.label,
    (select string_agg(quote_ident(o.attname), ', ' order by o.attnum) from pg_catalog.pg_attribute o where o.attrelid = r.oid
      and o.attnum > 0 and not o.attisdropped and o.attnum <> a.attnum),
    r.label) as remedy
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
where
  (a.attname ~*
  ('(^|_)(password|passwd|pwd|passphrase|secret|private_?key|api_?key|auth_?key|ssh_?key'
      '|gpg_?key|pgp_?key|license_?key|activation_?key|session_?key'
      '|token|token_hash|jwt|bearer|auth_code|recovery_code|backup_code|verification_code'
      '|2fa_code|two_factor|otp|totp|pin|cvv|cvc|cvn|card_number|credit_card'
      '|iban|bic|swift_code|bank_account|account_number|routing_number|ssn|social_security'
      '|tax_id|passport|national_id|license_number|drivers?_license|salt'
      '|health_record|medical_record|patient_id|insurance_number|imei|mac_address|macaddr|device_uuid|facial_recognition)$')
    and exists (select from app_rights g where g.relation = r.oid and g.role <> 'service_role' and g.privilege = 'select'
      and (g.column_name is null or g.column_name = a.attname)))
  or (a.attname ~* '(^|_)(date_of_birth|birth_?date|phone|phone_number|e_?mail)$'
    and exists (select from app_rights g where g.relation = r.oid and g.role = 'anon' and g.privilege = 'select'
      and (g.column_name is null or g.column_name = a.attname))
    and (not r.has_rls or exists (select from app_policies p where p.relation = r.oid and p.is_for_anon
      and p.command in ('select', 'all'))))
