-- A policy on storage.objects that does not check the bucket or does not check the caller, where no restrictive policy checks the caller.
-- Why: The table storage.objects contains the files of all buckets. A policy without bucket_id applies to every bucket, and a policy
--   without a check of the caller allows every caller. A caller who may list a public bucket sees the names of its files.
-- Repair: Compare bucket_id with the id of the bucket, and the folder with the id of the caller or of the caller's tenant.
-- Accept: Files that everybody may list.
-- Splinter: 0025_public_bucket_allows_listing
with policies as (
  select p.*, t.text, t.text ~ '\mbucket_id\M' as asks_bucket,
    t.text ~ 'auth\.(?!role\()\w+\(|current_setting\(|\mowner(_id)?\M'
      or exists (select from policy_functions f where f.policy = p.oid)
      -- Or the policy reads another table, and a SELECT policy of that table checks the caller.
      or exists (
        select from policy_asks a
        join app_policies q on q.relation = a.relation and q.has_rls and q.command in ('select', 'all') and q.is_permissive
        where a.policy = p.oid and a.relation <> p.relation and a.via is null
          and (q.using_text ~ 'auth\.(?!role\()\w+\(|current_setting\(' or exists (select from policy_functions f where f.policy = q.oid)))
    as asks_who
  from app_policies p
  cross join lateral (select concat(p.using_text, ' ', p.check_text) as text) as t
  where p.relation = pg_catalog.to_regclass('storage.objects')
)
select '0079_storage_policy_without_bucket' as id,
  case when not asks.bucket and p.command <> 'select' and not asks.who then 'critical' when not asks.bucket and not asks.who then 'high'
    when asks.bucket and not asks.who and p.command <> 'select' then 'high' else 'medium' end as severity, p.label as object,
  format('The policy lets %s %s files %s.', case when p.is_for_anon then 'anon (unauthenticated requests)' else 'authenticated (every '
    'signed-in user)' end,
    case p.command when 'all' then 'read and write' when 'select' then 'list and read' when 'insert' then 'upload' else p.command end,
    case when not asks.bucket and not asks.who then 'of every bucket' when not asks.bucket
      then 'of every bucket, if the condition on the caller is true' else 'of the policy''s bucket, regardless of the file''s owner'
        end) as detail,
  format('alter policy %I on %s %s (bucket_id = ''<bucket>'' and (storage.foldername(name))[1] = (select auth.uid())::text);', p.name,
    p.table_label,
    case p.command when 'insert' then 'with check' else 'using' end) as remedy
from policies p
cross join lateral (
  select p.asks_bucket as bucket, p.asks_who or exists (
    -- Each clause of a restrictive policy for the same command and roles checks the caller, in every bucket or in the policy's buckets.
    select from policies r
    cross join lateral (
      select r.using_text where p.command <> 'insert'
      union all select coalesce(r.check_text, r.using_text) where p.command not in ('select', 'delete')) as c (text)
    where not r.is_permissive and r.asks_who and r.command in (p.command, 'all') and r.is_for_anon >= p.is_for_anon
      and r.is_for_users >= p.is_for_users
    group by r.oid
    having bool_and(exists (
      select from pg_temp.conjuncts(c.text) as part (text)
      where part.text ~ '\m(name|owner(_id)?)\M' and (part.text !~ '\mbucket_id\M' or (
        select bool_and(part.text ~ concat('\mbucket_id (<>|IS DISTINCT FROM) [^=]*', b.id[1]))
        from regexp_matches(p.text, '\mbucket_id = (?:ANY \(ARRAY\[)?(''[^])]+)', 'g') as l (ids)
        cross join regexp_matches(l.ids[1], '''[^'']+''', 'g') as b (id)))))) as who
) as asks
where p.is_permissive and (p.is_for_anon or p.is_for_users) and coalesce(p.using_text, p.check_text) <> 'false'
  and not (asks.bucket and asks.who)
