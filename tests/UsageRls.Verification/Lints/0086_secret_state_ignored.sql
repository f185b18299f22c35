-- A function that takes a key, a token or a link for valid and does not ask whether it has been revoked.
-- Why: Keys, links and invitations end by a column, not by a delete; a function that compares the secret alone, or asks for its expiry
-- alone,
--   goes on letting in who holds a revoked one.
-- Repair: Ask for each of the columns that end it, where the secret is compared.
-- Accept: A function that shows or renews what has ended, to somebody who may.
-- Splinter: none
select '0086_secret_state_ignored' as id, 'high' as severity, f.label as object,
  format('The function finds rows of %s by %s and does not ask for %s: what has ended is taken for valid.', r.label,
    quote_ident(secret.attname), ends.columns) as detail,
  format('-- in %s, beside the comparison of %s: and the row''s %s says that it is still valid', f.label, quote_ident(secret.attname),
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
  -- The function searches rows by the secret, and does not only write it.
  and f.source ~* ('\mwhere\M[^;]*\m' || secret.attname || '\M\s*=|\mwhere\M[^;]*=\s*([\w.]+\.)?' || secret.attname || '\M')
