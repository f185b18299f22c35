-- A security definer function that accepts a key, a token or a link without a check of its revocation or expiry.
-- Why: Applications revoke keys, links and invitations by a column, not by a delete. A function that compares only the secret, or only the
--   secret and its expiry, still accepts a revoked secret.
-- Repair: Where the function compares the secret, also check each column that can end its validity.
-- Accept: A function that shows or renews an invalid secret to an authorized caller.
-- Splinter: none
select '0086_secret_state_ignored' as id, 'high' as severity, f.label as object,
  format('The function finds rows of %s by %s but does not read %s, and so accepts a secret that is no longer valid.', r.label,
    quote_ident(secret.attname), ends.columns) as detail,
  format('-- in %s, where the code compares %s, also check that the secret is still valid by %s', f.label, quote_ident(secret.attname),
    ends.columns) as remedy
from app_functions f
join app_relations r on r.kind in ('r', 'p') and pg_temp.mentions(f.source, r.name)
join pg_catalog.pg_attribute secret on secret.attrelid = r.oid and secret.attnum > 0 and not secret.attisdropped
  and secret.attname ~ '(^|_)(token|secret|hash|digest|api_?key|code|slug_secret)(_hash|_digest)?$'
cross join lateral (
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from pg_catalog.pg_attribute a
  where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and not pg_temp.mentions(f.source, a.attname)
    and a.attname ~ '^((is_)?(revoked|disabled|cancell?ed|withdrawn)|(revoked|disabled|cancell?ed|withdrawn|expires|expired)_(at|on))$'
) as ends
where f.is_definer and not f.is_trigger and (f.anon_may or f.users_may) and ends.columns is not null
  -- Leave out a function that only writes the secret and does not search rows by it.
  and f.source ~* ('\mwhere\M[^;]*\m' || secret.attname || '\M\s*=|\mwhere\M[^;]*=\s*([\w.]+\.)?' || secret.attname || '\M')
