-- == ((org_id) = b)
-- comparison · (org_id) = b: = to <>
((org_id) <> b)
-- self-compare · (org_id) = b: b = b
(b = b)
-- swapped column · org_id to id in ((org_id) = b
((id) = b)
-- swapped column · org_id to user_id in ((org_id) = b
((user_id) = b)
-- foreign organisation · or org_id is a fixed organisation
(((org_id) = b)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a =)
-- foreign organisation · or org_id is a fixed organisation
((a =)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (= b)
-- foreign organisation · or org_id is a fixed organisation
((= b)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == a is
-- foreign organisation · or org_id is a fixed organisation
(a is) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == a not
-- foreign organisation · or org_id is a fixed organisation
(a not) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a NOT IN ( SELECT 1))
-- in / not in · a NOT IN (SELECT 1): the opposite
(a in ( SELECT 1))
-- self-compare · a NOT IN (SELECT 1): a = a
(a = a)
-- foreign organisation · or org_id is a fixed organisation
((a NOT IN ( SELECT 1))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a NOT LIKE 'x')
-- comparison · a NOT LIKE 'x': NOT LIKE to like
(a like 'x')
-- self-compare · a NOT LIKE 'x': a = a
(a = a)
-- foreign organisation · or org_id is a fixed organisation
((a NOT LIKE 'x')) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a IS NOT DISTINCT FROM b)
-- comparison · a IS NOT DISTINCT FROM b: IS NOT DISTINCT FROM to is distinct from
(a is distinct from b)
-- self-compare · a IS NOT DISTINCT FROM b: a = a
(a = a)
-- self-compare · a IS NOT DISTINCT FROM b: b = b
(b = b)
-- foreign organisation · or org_id is a fixed organisation
((a IS NOT DISTINCT FROM b)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a = ALL (b))
-- self-compare · a = ALL (b): a = a
(a = a)
-- foreign organisation · or org_id is a fixed organisation
((a = ALL (b))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a <> ANY (b))
-- self-compare · a <> ANY (b): a = a
(a = a)
-- foreign organisation · or org_id is a fixed organisation
((a <> ANY (b))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a = SOME (b))
-- in / not in · a = SOME (b): the opposite
(a <> all (b))
-- self-compare · a = SOME (b): a = a
(a = a)
-- foreign organisation · or org_id is a fixed organisation
((a = SOME (b))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (n <> ALL (b))
-- in / not in · n <> ALL (b): the opposite
(n = any (b))
-- self-compare · n <> ALL (b): n = n
(n = n)
-- foreign organisation · or org_id is a fixed organisation
((n <> ALL (b))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == ((s.f(a) IS NOT TRUE) AND ((c) IS NULL) AND (x.y IS NOT NULL))
-- dropped condition · without (s.f(a) IS NOT TRUE)
( ((c) IS NULL) AND (x.y IS NOT NULL))
-- dropped condition · without ((c) IS NULL)
((s.f(a) IS NOT TRUE)  AND (x.y IS NOT NULL))
-- dropped condition · without (x.y IS NOT NULL)
((s.f(a) IS NOT TRUE) AND ((c) IS NULL) )
-- and / or · and to or after (s.f(a) IS NOT TRUE)
((s.f(a) IS NOT TRUE) or ((c) IS NULL) AND (x.y IS NOT NULL))
-- and / or · and to or after ((c) IS NULL)
((s.f(a) IS NOT TRUE) AND ((c) IS NULL) or (x.y IS NOT NULL))
-- comparison · s.f(a) is not true: the opposite
((s.f(a) is true) AND ((c) IS NULL) AND (x.y IS NOT NULL))
-- comparison · (c) is null: the opposite
((s.f(a) IS NOT TRUE) AND ((c) is not null) AND (x.y IS NOT NULL))
-- comparison · x.y is not null: the opposite
((s.f(a) IS NOT TRUE) AND ((c) IS NULL) AND (x.y is null))
-- foreign organisation · or org_id is a fixed organisation
(((s.f(a) IS NOT TRUE) AND ((c) IS NULL) AND (x.y IS NOT NULL))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a IS UNKNOWN)
-- comparison · a is unknown: the opposite
(a is not unknown)
-- foreign organisation · or org_id is a fixed organisation
((a IS UNKNOWN)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == is not
-- foreign organisation · or org_id is a fixed organisation
(is not) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (n.is IS DOCUMENT)
-- foreign organisation · or org_id is a fixed organisation
((n.is IS DOCUMENT)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (user_id = auth.role())
-- comparison · user_id = auth.role(): = to <>
(user_id <> auth.role())
-- self-compare · user_id = auth.role(): user_id = user_id
(user_id = user_id)
-- swapped column · user_id to id in (user_id = auth.
(id = auth.role())
-- swapped column · user_id to org_id in (user_id = auth.
(org_id = auth.role())
-- foreign organisation · or org_id is a fixed organisation
((user_id = auth.role())) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == ((auth.uid() = org_id) OR (private.uid() = auth.uid()))
-- dropped condition · without (auth.uid() = org_id)
( (private.uid() = auth.uid()))
-- dropped condition · without (private.uid() = auth.uid())
((auth.uid() = org_id) )
-- and / or · or to and after (auth.uid() = org_id)
((auth.uid() = org_id) and (private.uid() = auth.uid()))
-- comparison · auth.uid() = org_id: = to <>
((auth.uid() <> org_id) OR (private.uid() = auth.uid()))
-- comparison · private.uid() = auth.uid(): = to <>
((auth.uid() = org_id) OR (private.uid() <> auth.uid()))
-- self-compare · auth.uid() = org_id: org_id = org_id
((org_id = org_id) OR (private.uid() = auth.uid()))
-- swapped column · org_id to id in uid() = org_id) OR (
((auth.uid() = id) OR (private.uid() = auth.uid()))
-- swapped column · org_id to user_id in uid() = org_id) OR (
((auth.uid() = user_id) OR (private.uid() = auth.uid()))
-- foreign organisation · or org_id is a fixed organisation
(((auth.uid() = org_id) OR (private.uid() = auth.uid()))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid
-- identity · auth.uid() no. 1 to null
((null::uuid = org_id) OR (private.uid() = auth.uid()))
-- identity · auth.uid() no. 1 to a fixed user
(('00000000-0000-0000-0000-000000000002'::uuid = org_id) OR (private.uid() = auth.uid()))
-- identity · auth.uid() no. 1 to user_metadata
((nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid = org_id) OR (private.uid() = auth.uid()))
-- identity · auth.uid() no. 1 to user_metadata, else auth.uid()
((coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid()) = org_id) OR (private.uid() = auth.uid()))
-- identity · auth.uid() no. 2 to null
((auth.uid() = org_id) OR (private.uid() = null::uuid))
-- identity · auth.uid() no. 2 to a fixed user
((auth.uid() = org_id) OR (private.uid() = '00000000-0000-0000-0000-000000000002'::uuid))
-- identity · auth.uid() no. 2 to user_metadata
((auth.uid() = org_id) OR (private.uid() = nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid))
-- identity · auth.uid() no. 2 to user_metadata, else auth.uid()
((auth.uid() = org_id) OR (private.uid() = coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid())))

-- == auth.uid()
-- foreign organisation · or org_id is a fixed organisation
(auth.uid()) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid
-- identity · auth.uid() no. 1 to null
null::uuid
-- identity · auth.uid() no. 1 to a fixed user
'00000000-0000-0000-0000-000000000002'::uuid
-- identity · auth.uid() no. 1 to user_metadata
nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid
-- identity · auth.uid() no. 1 to user_metadata, else auth.uid()
coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid())

-- == (usage_events.org_id = 1)
-- comparison · usage_events.org_id = 1: = to <>
(usage_events.org_id <> 1)
-- self-compare · usage_events.org_id = 1: usage_events.org_id = usage_events.org_id
(usage_events.org_id = usage_events.org_id)
-- swapped column · org_id to id in (usage_events.org_id = 1)
(usage_events.id = 1)
-- swapped column · org_id to user_id in (usage_events.org_id = 1)
(usage_events.user_id = 1)
-- foreign organisation · or org_id is a fixed organisation
((usage_events.org_id = 1)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid
-- foreign organisation · usage_events.org_id = 1: a fixed organisation
(usage_events.org_id = '00000000-0000-0000-0000-0000000000b1'::uuid)

-- == (f(org_id) = org_id(user_id))
-- comparison · f(org_id) = org_id(user_id): = to <>
(f(org_id) <> org_id(user_id))
-- swapped column · org_id to id in (f(org_id) = org_id
(f(id) = org_id(user_id))
-- swapped column · org_id to user_id in (f(org_id) = org_id
(f(user_id) = org_id(user_id))
-- swapped column · user_id to id in ) = org_id(user_id))
(f(org_id) = org_id(id))
-- swapped column · user_id to org_id in ) = org_id(user_id))
(f(org_id) = org_id(org_id))
-- foreign organisation · or org_id is a fixed organisation
((f(org_id) = org_id(user_id))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = User_ID)))
-- comparison · usage_events."org_id" = User_ID: = to <>
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" <> User_ID)))
-- in / not in · exists (SELECT 1 FROM org_members WHERE (usage_events."org_id" = User_ID)): the opposite
(not exists ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = User_ID)))
-- dropped where · without WHERE (usage_events."org_id" = User_ID)
(EXISTS ( SELECT 1 FROM org_members ))
-- self-compare · usage_events."org_id" = User_ID: usage_events."org_id" = usage_events."org_id"
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = usage_events."org_id")))
-- self-compare · usage_events."org_id" = User_ID: User_ID = User_ID
(EXISTS ( SELECT 1 FROM org_members WHERE (User_ID = User_ID)))
-- swapped column · org_id to id in WHERE (usage_events."org_id" = User_ID)
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events.id = User_ID)))
-- swapped column · org_id to user_id in WHERE (usage_events."org_id" = User_ID)
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events.user_id = User_ID)))
-- swapped column · user_id to id in usage_events."org_id" = User_ID)))
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = id)))
-- swapped column · user_id to org_id in usage_events."org_id" = User_ID)))
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = org_id)))
-- foreign organisation · or org_id is a fixed organisation
((EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = User_ID)))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid
-- foreign organisation · usage_events."org_id" = User_ID: a fixed organisation
(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events."org_id" = '00000000-0000-0000-0000-0000000000b1'::uuid)))

-- == ( SELECT 1 FROM usage_events e, org_members AS m WHERE (m.user_id IS NULL))
-- comparison · m.user_id is null: the opposite
( SELECT 1 FROM usage_events e, org_members AS m WHERE (m.user_id is not null))
-- dropped where · without WHERE (m.user_id IS NULL)
( SELECT 1 FROM usage_events e, org_members AS m )
-- swapped column · user_id to org_id in WHERE (m.user_id IS NULL)
( SELECT 1 FROM usage_events e, org_members AS m WHERE (m.org_id IS NULL))
-- foreign organisation · or org_id is a fixed organisation
(( SELECT 1 FROM usage_events e, org_members AS m WHERE (m.user_id IS NULL))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == ( SELECT 1 FROM other.org_members m WHERE (m.user_id IS NULL))
-- comparison · m.user_id is null: the opposite
( SELECT 1 FROM other.org_members m WHERE (m.user_id is not null))
-- dropped where · without WHERE (m.user_id IS NULL)
( SELECT 1 FROM other.org_members m )
-- foreign organisation · or org_id is a fixed organisation
(( SELECT 1 FROM other.org_members m WHERE (m.user_id IS NULL))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == select user_id as org_id from public.org_members
-- swapped column · user_id to id in select user_id as org_id from
select id as org_id from public.org_members
-- swapped column · user_id to org_id in select user_id as org_id from
select org_id as org_id from public.org_members
-- foreign organisation · or org_id is a fixed organisation
(select user_id as org_id from public.org_members) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == ( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a AND b GROUP BY o.user_id)
-- dropped condition · without a
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE  b GROUP BY o.user_id)
-- dropped condition · without b
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a  GROUP BY o.user_id)
-- and / or · and to or after a
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a or b GROUP BY o.user_id)
-- comparison · o.org_id = x.org_id: = to <>
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id <> x.org_id) WHERE a AND b GROUP BY o.user_id)
-- dropped where · without WHERE a AND b
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id)  GROUP BY o.user_id)
-- self-compare · o.org_id = x.org_id: o.org_id = o.org_id
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = o.org_id) WHERE a AND b GROUP BY o.user_id)
-- self-compare · o.org_id = x.org_id: x.org_id = x.org_id
( SELECT o.user_id FROM x JOIN org_members o ON (x.org_id = x.org_id) WHERE a AND b GROUP BY o.user_id)
-- swapped column · user_id to org_id in (SELECT o.user_id FROM x JOIN
( SELECT o.org_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a AND b GROUP BY o.user_id)
-- swapped column · org_id to user_id in ON (o.org_id = x.
( SELECT o.user_id FROM x JOIN org_members o ON (o.user_id = x.org_id) WHERE a AND b GROUP BY o.user_id)
-- swapped column · user_id to org_id in GROUP BY o.user_id)
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a AND b GROUP BY o.org_id)
-- foreign organisation · or org_id is a fixed organisation
(( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a AND b GROUP BY o.user_id)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid
-- foreign organisation · o.org_id = x.org_id: a fixed organisation
( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = '00000000-0000-0000-0000-0000000000b1'::uuid) WHERE a AND b GROUP BY o.user_id)

-- == select 1 where
-- dropped where · without where
select 1 
-- foreign organisation · or org_id is a fixed organisation
(select 1 where) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a_column_of_a_long_name_that_nobody_would_give = 'a text that fits in'::text)
-- comparison · a_column_of_a_long_name_that_nobody_would_give = 'a text that fits in':…: = to <>
(a_column_of_a_long_name_that_nobody_would_give <> 'a text that fits in'::text)
-- self-compare · a_column_of_a_long_name_that_nobody_would_give = 'a text that fits in':…: a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give
(a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give)
-- foreign organisation · or org_id is a fixed organisation
((a_column_of_a_long_name_that_nobody_would_give = 'a text that fits in'::text)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

-- == (a_column_of_a_long_name_that_nobody_would_give = 'a text that fits into'::text)
-- comparison · a_column_of_a_long_name_that_nobody_would_give = 'a text that fits into…: = to <>
(a_column_of_a_long_name_that_nobody_would_give <> 'a text that fits into'::text)
-- self-compare · a_column_of_a_long_name_that_nobody_would_give = 'a text that fits into…: a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give
(a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give)
-- foreign organisation · or org_id is a fixed organisation
((a_column_of_a_long_name_that_nobody_would_give = 'a text that fits into'::text)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid

