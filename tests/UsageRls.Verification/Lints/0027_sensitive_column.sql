-- A column whose name says that clients should not read it.
select '0027_sensitive_column' as id, 'medium' as severity, format('%s.%I', r.label, a.attname) as object,
  'By its name the column holds a secret or something about a person, and the API can read it.' as detail,
  format('revoke select on table %s from anon, authenticated; -- and grant select on the other columns', r.label) as remedy
from app_relations r
join pg_catalog.pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
where a.attname ~* '(^|_)(password|passwd|pwd|secret|private_?key|api_?key|access_token|refresh_token|auth_token|session_token|recovery_token|token_hash|otp|totp|pin|cvv|cvc|card_number|credit_card|iban|ssn|social_security|tax_id|passport|salt)(_|$)'
  and (pg_catalog.has_column_privilege('anon', r.oid, a.attnum, 'select') or pg_catalog.has_column_privilege('authenticated', r.oid, a.attnum, 'select'))
