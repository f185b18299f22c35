-- A function that anon or authenticated may call and that executes an argument as SQL.
-- Why: The executed SQL can set request.jwt.claims, which auth.uid() reads. Even with the caller's own privileges, the SQL can then read
--   the rows of any user.
-- Repair: Drop the function, or revoke EXECUTE from public, anon and authenticated.
-- Accept: Never.
-- Splinter: none
select '0055_function_runs_given_sql' as id, 'critical' as severity, f.label as object,
  'anon or authenticated may call this function, which executes text from an argument as SQL. The SQL can set request.jwt.claims and so '
    'pass policies as any user.' as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where (f.anon_may or f.users_may) and not f.is_trigger and f.language = 'plpgsql' and (
  exists (select from unnest(f.argument_names) as a (name) where a.name <> ''
    and f.source ~* ('\mexecute\s+\(?' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M\s*(;|\)|into|using)'))
  or exists (
    -- The function puts the argument into the SQL text unquoted: by || without a quoting function, or by format with %s.
    select from regexp_matches(f.source, '\mexecute\s+((''[^'']*''|[^;''])*)', 'gi') as x (statement)
    -- Remove the text after a USING that is not in a literal: an argument after USING is a parameter, not SQL text.
    cross join lateral (select regexp_replace(regexp_replace(regexp_replace((x.statement)[1], '\$(\w*)\$.*?\$\1\$', '''''', 'g'),
      '''[^'']*''', '''''', 'g'), '\musing\M.*$', '', 'i') as text) as s
    join lateral unnest(f.argument_names) as a (name) on a.name <> ''
    where s.text !~* '^(function|procedure)\M' and (
      s.text ~* ('\|\|\s*\(?' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M')
      or (x.statement)[1] ~* 'format\(.*%(\d\$)?s' and exists (select from pg_temp.unquoted_values((x.statement)[1]) as v (text)
        where v.text ~* ('\m' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M')))))
