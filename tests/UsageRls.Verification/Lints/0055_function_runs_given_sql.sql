-- A function that the API calls and that runs SQL it is given.
-- Why: Who the caller is, is a setting, and SQL can set it: with the caller's own privileges, too, it reads as anybody.
-- Repair: Drop it, or revoke it from all roles of the API.
-- Accept: Never.
-- Splinter: none
select '0055_function_runs_given_sql' as id, 'critical' as severity, f.label as object,
  'The API calls this function, and it runs text that it is given as SQL. SQL can set other claims, and is then whoever it likes, for '
    'every policy.' as detail,
  format('revoke execute on function %s from public, anon, authenticated;', f.label) as remedy
from app_functions f
where (f.anon_may or f.users_may) and not f.is_trigger and f.language = 'plpgsql' and (
  exists (select from unnest(f.argument_names) as a (name) where a.name <> ''
    and f.source ~* ('\mexecute\s+\(?' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M\s*(;|\)|into|using)'))
  or exists (
    -- The argument is put into the SQL text unquoted: by || without a quoting function, or by format with %s.
    select from regexp_matches(f.source, '\mexecute\s+((''[^'']*''|[^;''])*)', 'gi') as x (statement)
    -- Outside of literals, what stands after USING is a parameter.
    cross join lateral (select regexp_replace(regexp_replace(regexp_replace((x.statement)[1], '\$(\w*)\$.*?\$\1\$', '''''', 'g'),
      '''[^'']*''', '''''', 'g'), '\musing\M.*$', '', 'i') as text) as s
    join lateral unnest(f.argument_names) as a (name) on a.name <> ''
    where s.text !~* '^(function|procedure)\M' and (
      s.text ~* ('\|\|\s*\(?' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M')
      or (x.statement)[1] ~* 'format\(.*%(\d\$)?s' and s.text ~* ('\m' || regexp_replace(a.name, '(\W)', '\\\1', 'g') || '\M'))))
