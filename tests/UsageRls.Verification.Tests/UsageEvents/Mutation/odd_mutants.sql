-- row level security · table org members · disabled
alter table public."org members" disable row level security;
-- row level security · table usage_events · disabled
alter table public.usage_events disable row level security;
-- dropped policy · policy "seen" on org members · dropped
drop policy seen on public."org members";
-- dropped policy · policy "kept" on org members · dropped
drop policy kept on public."org members";
-- dropped policy · policy "all of it" on usage_events · dropped
drop policy "all of it" on public.usage_events;
-- dropped policy · policy "gone" on usage_events · dropped
drop policy gone on public.usage_events;
-- dropped policy · policy "changed" on usage_events · dropped
drop policy changed on public.usage_events;
-- dropped policy · policy "read" on notes · dropped
drop policy read on private.notes;
-- added policy · table org members · permissive true for all to public
create policy usage_rls_mutant on public."org members" as permissive for all to public using (true) with check (true);
-- added policy · table org members · permissive true for all to anon
create policy usage_rls_mutant on public."org members" as permissive for all to anon using (true) with check (true);
-- added policy · table org members · permissive true for all to authenticated
create policy usage_rls_mutant on public."org members" as permissive for all to authenticated using (true) with check (true);
-- added policy · table org members · permissive true for select to public
create policy usage_rls_mutant on public."org members" as permissive for select to public using (true);
-- added policy · table org members · permissive true for select to authenticated
create policy usage_rls_mutant on public."org members" as permissive for select to authenticated using (true);
-- added policy · table org members · permissive true for update to public
create policy usage_rls_mutant on public."org members" as permissive for update to public using (true) with check (true);
-- added policy · table org members · permissive true for update to anon
create policy usage_rls_mutant on public."org members" as permissive for update to anon using (true) with check (true);
-- added policy · table usage_events · permissive true for all to public
create policy usage_rls_mutant on public.usage_events as permissive for all to public using (true) with check (true);
-- added policy · table usage_events · permissive true for all to anon
create policy usage_rls_mutant on public.usage_events as permissive for all to anon using (true) with check (true);
-- added policy · table usage_events · permissive true for all to authenticated
create policy usage_rls_mutant on public.usage_events as permissive for all to authenticated using (true) with check (true);
-- added policy · table usage_events · permissive true for select to public
create policy usage_rls_mutant on public.usage_events as permissive for select to public using (true);
-- added policy · table usage_events · permissive true for select to anon
create policy usage_rls_mutant on public.usage_events as permissive for select to anon using (true);
-- added policy · table usage_events · permissive true for select to authenticated
create policy usage_rls_mutant on public.usage_events as permissive for select to authenticated using (true);
-- added policy · table usage_events · permissive true for insert to public
create policy usage_rls_mutant on public.usage_events as permissive for insert to public with check (true);
-- added policy · table usage_events · permissive true for insert to anon
create policy usage_rls_mutant on public.usage_events as permissive for insert to anon with check (true);
-- added policy · table usage_events · permissive true for insert to authenticated
create policy usage_rls_mutant on public.usage_events as permissive for insert to authenticated with check (true);
-- added policy · table usage_events · permissive true for update to public
create policy usage_rls_mutant on public.usage_events as permissive for update to public using (true) with check (true);
-- added policy · table usage_events · permissive true for update to anon
create policy usage_rls_mutant on public.usage_events as permissive for update to anon using (true) with check (true);
-- added policy · table usage_events · permissive true for update to authenticated
create policy usage_rls_mutant on public.usage_events as permissive for update to authenticated using (true) with check (true);
-- added policy · table usage_events · permissive true for delete to public
create policy usage_rls_mutant on public.usage_events as permissive for delete to public using (true);
-- added policy · table usage_events · permissive true for delete to anon
create policy usage_rls_mutant on public.usage_events as permissive for delete to anon using (true);
-- added policy · table usage_events · permissive true for delete to authenticated
create policy usage_rls_mutant on public.usage_events as permissive for delete to authenticated using (true);
-- added policy · table notes · permissive true for all to public
create policy usage_rls_mutant on private.notes as permissive for all to public using (true) with check (true);
-- added policy · table notes · permissive true for all to anon
create policy usage_rls_mutant on private.notes as permissive for all to anon using (true) with check (true);
-- added policy · table notes · permissive true for all to authenticated
create policy usage_rls_mutant on private.notes as permissive for all to authenticated using (true) with check (true);
-- added policy · table notes · permissive true for select to public
create policy usage_rls_mutant on private.notes as permissive for select to public using (true);
-- added policy · table notes · permissive true for select to authenticated
create policy usage_rls_mutant on private.notes as permissive for select to authenticated using (true);
-- added policy · table notes · permissive true for insert to public
create policy usage_rls_mutant on private.notes as permissive for insert to public with check (true);
-- added policy · table notes · permissive true for insert to anon
create policy usage_rls_mutant on private.notes as permissive for insert to anon with check (true);
-- policy kind · policy "seen" on org members · permissive to restrictive
drop policy seen on public."org members";
create policy seen on public."org members" as restrictive for select to public using ((org_id IS NOT NULL));
-- policy kind · policy "kept" on org members · permissive to restrictive
drop policy kept on public."org members";
create policy kept on public."org members" as restrictive for update to authenticated, anon using ((org_id = auth.uid())) with check ((NOT (org_id = auth.uid())));
-- policy kind · policy "all of it" on usage_events · restrictive to permissive
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as permissive for all to public using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy kind · policy "gone" on usage_events · permissive to restrictive
drop policy gone on public.usage_events;
create policy gone on public.usage_events as restrictive for delete to authenticated using (true);
-- policy kind · policy "changed" on usage_events · permissive to restrictive
drop policy changed on public.usage_events;
create policy changed on public.usage_events as restrictive for update to anon, authenticated using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy kind · policy "read" on notes · permissive to restrictive
drop policy read on private.notes;
create policy read on private.notes as restrictive for select to authenticated using (true);
-- policy command · policy "seen" on org members · for select to for all
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for all to public using ((org_id IS NOT NULL)) with check ((org_id IS NOT NULL));
-- policy command · policy "seen" on org members · for select to for insert
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for insert to public with check ((org_id IS NOT NULL));
-- policy command · policy "seen" on org members · for select to for update
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for update to public using ((org_id IS NOT NULL)) with check ((org_id IS NOT NULL));
-- policy command · policy "seen" on org members · for select to for delete
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for delete to public using ((org_id IS NOT NULL));
-- policy command · policy "kept" on org members · for update to for all
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for all to authenticated, anon using ((org_id = auth.uid())) with check ((NOT (org_id = auth.uid())));
-- policy command · policy "kept" on org members · for update to for select
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for select to authenticated, anon using ((org_id = auth.uid()));
-- policy command · policy "kept" on org members · for update to for insert
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for insert to authenticated, anon with check ((NOT (org_id = auth.uid())));
-- policy command · policy "kept" on org members · for update to for delete
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for delete to authenticated, anon using ((org_id = auth.uid()));
-- policy command · policy "all of it" on usage_events · for all to for select
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for select to public using (((org_id = auth.uid()) OR (other_org <> auth.uid())));
-- policy command · policy "all of it" on usage_events · for all to for insert
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for insert to public with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy command · policy "all of it" on usage_events · for all to for update
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for update to public using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy command · policy "all of it" on usage_events · for all to for delete
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for delete to public using (((org_id = auth.uid()) OR (other_org <> auth.uid())));
-- policy command · policy "gone" on usage_events · for delete to for all
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for all to authenticated using (true) with check (true);
-- policy command · policy "gone" on usage_events · for delete to for select
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for select to authenticated using (true);
-- policy command · policy "gone" on usage_events · for delete to for insert
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for insert to authenticated with check (true);
-- policy command · policy "gone" on usage_events · for delete to for update
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for update to authenticated using (true) with check (true);
-- policy command · policy "changed" on usage_events · for update to for all
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for all to anon, authenticated using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text)) with check ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy command · policy "changed" on usage_events · for update to for select
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for select to anon, authenticated using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy command · policy "changed" on usage_events · for update to for insert
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for insert to anon, authenticated with check ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy command · policy "changed" on usage_events · for update to for delete
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for delete to anon, authenticated using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy command · policy "read" on notes · for select to for insert
drop policy read on private.notes;
create policy read on private.notes as permissive for insert to authenticated with check (true);
-- policy command · policy "read" on notes · for select to for update
drop policy read on private.notes;
create policy read on private.notes as permissive for update to authenticated using (true) with check (true);
-- policy command · policy "read" on notes · for select to for delete
drop policy read on private.notes;
create policy read on private.notes as permissive for delete to authenticated using (true);
-- policy roles · policy "seen" on org members · to public becomes to anon
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for select to anon using ((org_id IS NOT NULL));
-- policy roles · policy "seen" on org members · to public becomes to service_role
drop policy seen on public."org members";
create policy seen on public."org members" as permissive for select to service_role using ((org_id IS NOT NULL));
-- policy roles · policy "kept" on org members · to authenticated, anon becomes to authenticated
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for update to authenticated using ((org_id = auth.uid())) with check ((NOT (org_id = auth.uid())));
-- policy roles · policy "kept" on org members · to authenticated, anon becomes to service_role
drop policy kept on public."org members";
create policy kept on public."org members" as permissive for update to service_role using ((org_id = auth.uid())) with check ((NOT (org_id = auth.uid())));
-- policy roles · policy "all of it" on usage_events · to public becomes to anon
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for all to anon using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy roles · policy "all of it" on usage_events · to public becomes to authenticated
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for all to authenticated using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy roles · policy "all of it" on usage_events · to public becomes to service_role
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for all to service_role using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy roles · policy "all of it" on usage_events · to public becomes to anon, authenticated
drop policy "all of it" on public.usage_events;
create policy "all of it" on public.usage_events as restrictive for all to anon, authenticated using (((org_id = auth.uid()) OR (other_org <> auth.uid()))) with check (((org_id <> auth.uid()) AND (org_id <> auth.uid())));
-- policy roles · policy "gone" on usage_events · to authenticated becomes to public
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for delete to public using (true);
-- policy roles · policy "gone" on usage_events · to authenticated becomes to anon
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for delete to anon using (true);
-- policy roles · policy "gone" on usage_events · to authenticated becomes to service_role
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for delete to service_role using (true);
-- policy roles · policy "gone" on usage_events · to authenticated becomes to anon, authenticated
drop policy gone on public.usage_events;
create policy gone on public.usage_events as permissive for delete to anon, authenticated using (true);
-- policy roles · policy "changed" on usage_events · to anon, authenticated becomes to public
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for update to public using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy roles · policy "changed" on usage_events · to anon, authenticated becomes to anon
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for update to anon using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy roles · policy "changed" on usage_events · to anon, authenticated becomes to authenticated
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for update to authenticated using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy roles · policy "changed" on usage_events · to anon, authenticated becomes to service_role
drop policy changed on public.usage_events;
create policy changed on public.usage_events as permissive for update to service_role using ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text));
-- policy roles · policy "read" on notes · to authenticated becomes to anon
drop policy read on private.notes;
create policy read on private.notes as permissive for select to anon using (true);
-- policy roles · policy "read" on notes · to authenticated becomes to service_role
drop policy read on private.notes;
create policy read on private.notes as permissive for select to service_role using (true);
-- whole condition · policy "seen" on org members · using: true
alter policy seen on public."org members" using (true);
-- whole condition · policy "seen" on org members · using: false
alter policy seen on public."org members" using (false);
-- whole condition · policy "seen" on org members · using: null
alter policy seen on public."org members" using (null::boolean);
-- whole condition · policy "seen" on org members · using: negated
alter policy seen on public."org members" using (not ((org_id IS NOT NULL)));
-- whole condition · policy "kept" on org members · using: true
alter policy kept on public."org members" using (true);
-- whole condition · policy "kept" on org members · using: false
alter policy kept on public."org members" using (false);
-- whole condition · policy "kept" on org members · using: null
alter policy kept on public."org members" using (null::boolean);
-- whole condition · policy "kept" on org members · using: negated
alter policy kept on public."org members" using (not ((org_id = auth.uid())));
-- whole condition · policy "kept" on org members · with check: true
alter policy kept on public."org members" with check (true);
-- whole condition · policy "kept" on org members · with check: false
alter policy kept on public."org members" with check (false);
-- whole condition · policy "kept" on org members · with check: null
alter policy kept on public."org members" with check (null::boolean);
-- whole condition · policy "kept" on org members · with check: negated
alter policy kept on public."org members" with check (not ((NOT (org_id = auth.uid()))));
-- whole condition · policy "all of it" on usage_events · using: true
alter policy "all of it" on public.usage_events using (true);
-- whole condition · policy "all of it" on usage_events · using: false
alter policy "all of it" on public.usage_events using (false);
-- whole condition · policy "all of it" on usage_events · using: null
alter policy "all of it" on public.usage_events using (null::boolean);
-- whole condition · policy "all of it" on usage_events · using: negated
alter policy "all of it" on public.usage_events using (not (((org_id = auth.uid()) OR (other_org <> auth.uid()))));
-- whole condition · policy "all of it" on usage_events · with check: true
alter policy "all of it" on public.usage_events with check (true);
-- whole condition · policy "all of it" on usage_events · with check: false
alter policy "all of it" on public.usage_events with check (false);
-- whole condition · policy "all of it" on usage_events · with check: null
alter policy "all of it" on public.usage_events with check (null::boolean);
-- whole condition · policy "all of it" on usage_events · with check: negated
alter policy "all of it" on public.usage_events with check (not (((org_id <> auth.uid()) AND (org_id <> auth.uid()))));
-- whole condition · policy "gone" on usage_events · using: true
alter policy gone on public.usage_events using (true);
-- whole condition · policy "gone" on usage_events · using: false
alter policy gone on public.usage_events using (false);
-- whole condition · policy "gone" on usage_events · using: null
alter policy gone on public.usage_events using (null::boolean);
-- whole condition · policy "gone" on usage_events · using: negated
alter policy gone on public.usage_events using (not (true));
-- whole condition · policy "changed" on usage_events · using: true
alter policy changed on public.usage_events using (true);
-- whole condition · policy "changed" on usage_events · using: false
alter policy changed on public.usage_events using (false);
-- whole condition · policy "changed" on usage_events · using: null
alter policy changed on public.usage_events using (null::boolean);
-- whole condition · policy "changed" on usage_events · using: negated
alter policy changed on public.usage_events using (not ((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text)));
-- whole condition · policy "read" on notes · using: true
alter policy read on private.notes using (true);
-- whole condition · policy "read" on notes · using: false
alter policy read on private.notes using (false);
-- whole condition · policy "read" on notes · using: null
alter policy read on private.notes using (null::boolean);
-- whole condition · policy "read" on notes · using: negated
alter policy read on private.notes using (not (true));
-- dropped condition · policy "all of it" on usage_events · using: without (org_id = auth.uid())
alter policy "all of it" on public.usage_events using (( (other_org <> auth.uid())));
-- dropped condition · policy "all of it" on usage_events · using: without (other_org <> auth.uid())
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) ));
-- dropped condition · policy "all of it" on usage_events · with check: without (org_id <> auth.uid())
alter policy "all of it" on public.usage_events with check (( (org_id <> auth.uid())));
-- dropped condition · policy "all of it" on usage_events · with check: without (org_id <> auth.uid()), place 2
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) ));
-- and / or · policy "all of it" on usage_events · using: or to and after (org_id = auth.uid())
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) and (other_org <> auth.uid())));
-- and / or · policy "all of it" on usage_events · with check: and to or after (org_id <> auth.uid())
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) or (org_id <> auth.uid())));
-- comparison · policy "seen" on org members · using: org_id is not null: the opposite
alter policy seen on public."org members" using ((org_id is null));
-- comparison · policy "kept" on org members · using: org_id = auth.uid(): = to <>
alter policy kept on public."org members" using ((org_id <> auth.uid()));
-- comparison · policy "kept" on org members · with check: org_id = auth.uid(): = to <>
alter policy kept on public."org members" with check ((NOT (org_id <> auth.uid())));
-- comparison · policy "all of it" on usage_events · using: org_id = auth.uid(): = to <>
alter policy "all of it" on public.usage_events using (((org_id <> auth.uid()) OR (other_org <> auth.uid())));
-- comparison · policy "all of it" on usage_events · using: other_org <> auth.uid(): <> to =
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org = auth.uid())));
-- comparison · policy "all of it" on usage_events · with check: org_id <> auth.uid(): <> to =
alter policy "all of it" on public.usage_events with check (((org_id = auth.uid()) AND (org_id <> auth.uid())));
-- comparison · policy "all of it" on usage_events · with check: org_id <> auth.uid(): <> to =, place 2
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id = auth.uid())));
-- comparison · policy "changed" on usage_events · using: a_column_of_a_long_name_that_nobody_would_give = 'and a text that does …: = to <>
alter policy changed on public.usage_events using ((a_column_of_a_long_name_that_nobody_would_give <> 'and a text that does not fit into a line'::text));
-- in / not in · policy "kept" on org members · with check: not (org_id = auth.uid()): without the not
alter policy kept on public."org members" with check (( (org_id = auth.uid())));
-- self-compare · policy "kept" on org members · using: org_id = auth.uid(): org_id = org_id
alter policy kept on public."org members" using ((org_id = org_id));
-- self-compare · policy "kept" on org members · with check: org_id = auth.uid(): org_id = org_id
alter policy kept on public."org members" with check ((NOT (org_id = org_id)));
-- self-compare · policy "all of it" on usage_events · using: org_id = auth.uid(): org_id = org_id
alter policy "all of it" on public.usage_events using (((org_id = org_id) OR (other_org <> auth.uid())));
-- self-compare · policy "all of it" on usage_events · using: other_org <> auth.uid(): other_org = other_org
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org = other_org)));
-- self-compare · policy "all of it" on usage_events · with check: org_id <> auth.uid(): org_id = org_id
alter policy "all of it" on public.usage_events with check (((org_id = org_id) AND (org_id <> auth.uid())));
-- self-compare · policy "all of it" on usage_events · with check: org_id <> auth.uid(): org_id = org_id, place 2
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id = org_id)));
-- self-compare · policy "changed" on usage_events · using: a_column_of_a_long_name_that_nobody_would_give = 'and a text that does …: a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give
alter policy changed on public.usage_events using ((a_column_of_a_long_name_that_nobody_would_give = a_column_of_a_long_name_that_nobody_would_give));
-- swapped column · policy "all of it" on usage_events · using: org_id to other_org in ((org_id = auth.
alter policy "all of it" on public.usage_events using (((other_org = auth.uid()) OR (other_org <> auth.uid())));
-- swapped column · policy "all of it" on usage_events · using: other_org to org_id in )) OR (other_org <> auth.
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (org_id <> auth.uid())));
-- swapped column · policy "all of it" on usage_events · with check: org_id to other_org in ((org_id <> auth.
alter policy "all of it" on public.usage_events with check (((other_org <> auth.uid()) AND (org_id <> auth.uid())));
-- swapped column · policy "all of it" on usage_events · with check: org_id to other_org in )) AND (org_id <> auth.
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (other_org <> auth.uid())));
-- foreign organisation · policy "seen" on org members · using: or org_id is a fixed organisation
alter policy seen on public."org members" using (((org_id IS NOT NULL)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "kept" on org members · using: or org_id is a fixed organisation
alter policy kept on public."org members" using (((org_id = auth.uid())) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "kept" on org members · using: org_id = auth.uid(): a fixed organisation
alter policy kept on public."org members" using ((org_id = '00000000-0000-0000-0000-0000000000b1'::uuid));
-- foreign organisation · policy "kept" on org members · with check: or org_id is a fixed organisation
alter policy kept on public."org members" with check (((NOT (org_id = auth.uid()))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "kept" on org members · with check: org_id = auth.uid(): a fixed organisation
alter policy kept on public."org members" with check ((NOT (org_id = '00000000-0000-0000-0000-0000000000b1'::uuid)));
-- foreign organisation · policy "all of it" on usage_events · using: or org_id is a fixed organisation
alter policy "all of it" on public.usage_events using ((((org_id = auth.uid()) OR (other_org <> auth.uid()))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "all of it" on usage_events · using: or other_org is a fixed organisation
alter policy "all of it" on public.usage_events using ((((org_id = auth.uid()) OR (other_org <> auth.uid()))) or other_org = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "all of it" on usage_events · using: org_id = auth.uid(): a fixed organisation
alter policy "all of it" on public.usage_events using (((org_id = '00000000-0000-0000-0000-0000000000b1'::uuid) OR (other_org <> auth.uid())));
-- foreign organisation · policy "all of it" on usage_events · using: other_org <> auth.uid(): a fixed organisation
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org = '00000000-0000-0000-0000-0000000000b1'::uuid)));
-- foreign organisation · policy "all of it" on usage_events · with check: or org_id is a fixed organisation
alter policy "all of it" on public.usage_events with check ((((org_id <> auth.uid()) AND (org_id <> auth.uid()))) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "all of it" on usage_events · with check: or other_org is a fixed organisation
alter policy "all of it" on public.usage_events with check ((((org_id <> auth.uid()) AND (org_id <> auth.uid()))) or other_org = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "all of it" on usage_events · with check: org_id <> auth.uid(): a fixed organisation
alter policy "all of it" on public.usage_events with check (((org_id = '00000000-0000-0000-0000-0000000000b1'::uuid) AND (org_id <> auth.uid())));
-- foreign organisation · policy "all of it" on usage_events · with check: org_id <> auth.uid(): a fixed organisation, place 2
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id = '00000000-0000-0000-0000-0000000000b1'::uuid)));
-- foreign organisation · policy "gone" on usage_events · using: or org_id is a fixed organisation
alter policy gone on public.usage_events using ((true) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "gone" on usage_events · using: or other_org is a fixed organisation
alter policy gone on public.usage_events using ((true) or other_org = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "changed" on usage_events · using: or org_id is a fixed organisation
alter policy changed on public.usage_events using (((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text)) or org_id = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- foreign organisation · policy "changed" on usage_events · using: or other_org is a fixed organisation
alter policy changed on public.usage_events using (((a_column_of_a_long_name_that_nobody_would_give = 'and a text that does not fit into a line'::text)) or other_org = '00000000-0000-0000-0000-0000000000b1'::uuid);
-- identity · policy "kept" on org members · using: auth.uid() no. 1 to null
alter policy kept on public."org members" using ((org_id = null::uuid));
-- identity · policy "kept" on org members · using: auth.uid() no. 1 to a fixed user
alter policy kept on public."org members" using ((org_id = '00000000-0000-0000-0000-000000000002'::uuid));
-- identity · policy "kept" on org members · using: auth.uid() no. 1 to user_metadata
alter policy kept on public."org members" using ((org_id = nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid));
-- identity · policy "kept" on org members · using: auth.uid() no. 1 to user_metadata, else auth.uid()
alter policy kept on public."org members" using ((org_id = coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid())));
-- identity · policy "kept" on org members · with check: auth.uid() no. 1 to null
alter policy kept on public."org members" with check ((NOT (org_id = null::uuid)));
-- identity · policy "kept" on org members · with check: auth.uid() no. 1 to a fixed user
alter policy kept on public."org members" with check ((NOT (org_id = '00000000-0000-0000-0000-000000000002'::uuid)));
-- identity · policy "kept" on org members · with check: auth.uid() no. 1 to user_metadata
alter policy kept on public."org members" with check ((NOT (org_id = nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid)));
-- identity · policy "kept" on org members · with check: auth.uid() no. 1 to user_metadata, else auth.uid()
alter policy kept on public."org members" with check ((NOT (org_id = coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid()))));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 1 to null
alter policy "all of it" on public.usage_events using (((org_id = null::uuid) OR (other_org <> auth.uid())));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 1 to a fixed user
alter policy "all of it" on public.usage_events using (((org_id = '00000000-0000-0000-0000-000000000002'::uuid) OR (other_org <> auth.uid())));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 1 to user_metadata
alter policy "all of it" on public.usage_events using (((org_id = nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid) OR (other_org <> auth.uid())));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 1 to user_metadata, else auth.uid()
alter policy "all of it" on public.usage_events using (((org_id = coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid())) OR (other_org <> auth.uid())));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 2 to null
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org <> null::uuid)));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 2 to a fixed user
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org <> '00000000-0000-0000-0000-000000000002'::uuid)));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 2 to user_metadata
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org <> nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid)));
-- identity · policy "all of it" on usage_events · using: auth.uid() no. 2 to user_metadata, else auth.uid()
alter policy "all of it" on public.usage_events using (((org_id = auth.uid()) OR (other_org <> coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid()))));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 1 to null
alter policy "all of it" on public.usage_events with check (((org_id <> null::uuid) AND (org_id <> auth.uid())));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 1 to a fixed user
alter policy "all of it" on public.usage_events with check (((org_id <> '00000000-0000-0000-0000-000000000002'::uuid) AND (org_id <> auth.uid())));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 1 to user_metadata
alter policy "all of it" on public.usage_events with check (((org_id <> nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid) AND (org_id <> auth.uid())));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 1 to user_metadata, else auth.uid()
alter policy "all of it" on public.usage_events with check (((org_id <> coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid())) AND (org_id <> auth.uid())));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 2 to null
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id <> null::uuid)));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 2 to a fixed user
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id <> '00000000-0000-0000-0000-000000000002'::uuid)));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 2 to user_metadata
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id <> nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid)));
-- identity · policy "all of it" on usage_events · with check: auth.uid() no. 2 to user_metadata, else auth.uid()
alter policy "all of it" on public.usage_events with check (((org_id <> auth.uid()) AND (org_id <> coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid()))));
-- grant given · rights of public on usage_events · select
grant select on table public.usage_events to public;
-- grant given · rights of public on usage_events · insert
grant insert on table public.usage_events to public;
-- grant given · rights of anon on usage_events · select
grant select on table public.usage_events to anon;
-- grant given · rights of anon on usage_events · insert
grant insert on table public.usage_events to anon;
-- grant given · rights of anon on usage_events · delete
grant delete on table public.usage_events to anon;
-- grant given · rights of authenticated on usage_events · insert
grant insert on table public.usage_events to authenticated;
-- grant given · rights of authenticated on usage_events · delete
grant delete on table public.usage_events to authenticated;
-- grant given · rights of service_role on usage_events · select
grant select on table public.usage_events to service_role;
-- grant given · rights of service_role on usage_events · delete
grant delete on table public.usage_events to service_role;
-- grant taken · rights of authenticated on org members · select
revoke select on table public."org members" from authenticated;
-- grant taken · rights of authenticated on usage_events · select
revoke select on table public.usage_events from authenticated;
-- grant taken · rights of authenticated on usage_events · insert (odd "name")
revoke insert ("odd ""name""") on table public.usage_events from authenticated;
-- grant taken · rights of somebody on usage_events · select
revoke select on table public.usage_events from somebody;
-- grant taken · rights of public on usage_events · delete
revoke delete on table public.usage_events from public;
-- grant taken · rights of service_role on usage_events · insert
revoke insert on table public.usage_events from service_role;
-- grant taken · rights of authenticated on notes · select
revoke select on table private.notes from authenticated;
-- column grant · rights of anon on usage_events · select (id)
grant select (id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · select (org_id)
grant select (org_id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · select (odd "name")
grant select ("odd ""name""") on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · select (other_org)
grant select (other_org) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · insert (id)
grant insert (id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · insert (org_id)
grant insert (org_id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · insert (odd "name")
grant insert ("odd ""name""") on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · insert (other_org)
grant insert (other_org) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · update (id)
grant update (id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · update (org_id)
grant update (org_id) on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · update (odd "name")
grant update ("odd ""name""") on table public.usage_events to anon;
-- column grant · rights of anon on usage_events · update (other_org)
grant update (other_org) on table public.usage_events to anon;
-- column grant · rights of authenticated on usage_events · insert (id)
grant insert (id) on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · insert (org_id)
grant insert (org_id) on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · insert (other_org)
grant insert (other_org) on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · update (id)
grant update (id) on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · update (org_id)
grant update (org_id) on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · update (odd "name")
grant update ("odd ""name""") on table public.usage_events to authenticated;
-- column grant · rights of authenticated on usage_events · update (other_org)
grant update (other_org) on table public.usage_events to authenticated;
-- column grant · rights of service_role on usage_events · select (id)
grant select (id) on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · select (org_id)
grant select (org_id) on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · select (odd "name")
grant select ("odd ""name""") on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · select (other_org)
grant select (other_org) on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · update (id)
grant update (id) on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · update (org_id)
grant update (org_id) on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · update (odd "name")
grant update ("odd ""name""") on table public.usage_events to service_role;
-- column grant · rights of service_role on usage_events · update (other_org)
grant update (other_org) on table public.usage_events to service_role;
-- grant option · rights of authenticated on usage_events · insert (odd "name")
grant insert ("odd ""name""") on table public.usage_events to authenticated with grant option;
-- grant option · rights of service_role on usage_events · insert
grant insert on table public.usage_events to service_role with grant option;
-- role power · role anon · bypassrls · changes roles
alter role anon bypassrls;
-- role power · role authenticated · bypassrls · changes roles
alter role authenticated bypassrls;
-- role power · role authenticated · superuser · changes roles
alter role authenticated superuser;
-- role power · role authenticated · createrole · changes roles
alter role authenticated createrole;
-- role power · role authenticated · member of service_role · changes roles
grant service_role to authenticated;
-- role power · role anon · member of authenticated · changes roles
grant authenticated to anon;
-- role power · role service_role · nobypassrls · changes roles
alter role service_role nobypassrls;
-- role power · role authenticated · member of a role that a policy lets in · changes roles
create role usage_rls_mutant; grant usage_rls_mutant to authenticated; create policy usage_rls_mutant on public.usage_events as permissive for select to usage_rls_mutant using (true);
-- role power · role service_role · member of a role with more privileges · changes roles
create role usage_rls_mutant; grant usage_rls_mutant to service_role; grant delete on table public.usage_events to usage_rls_mutant;
-- table owner · table usage_events · owned by anon
alter table public.usage_events owner to anon;
-- table owner · table usage_events · owned by authenticated
alter table public.usage_events owner to authenticated;
-- table owner · table usage_events · owned by service_role
alter table public.usage_events owner to service_role;
-- function property · function private.text() · invoker to definer
alter function private.text() security definer;
-- function property · function private.text() · callable by anon
grant execute on function private.text() to anon;
-- function property · function private.text() · not callable by public
revoke execute on function private.text() from public;
-- function property · function private.parsed() · definer to invoker
alter function private.parsed() security invoker;
-- function property · function private.parsed() · volatile
alter function private.parsed() volatile;
-- function property · function private.parsed() · search path unset
alter function private.parsed() reset search_path;
-- function property · function private.parsed() · at the usual cost
alter function private.parsed() cost 100;
-- function property · function private.parsed() · callable by public
grant execute on function private.parsed() to public;
-- function property · function private.parsed() · not callable by anon
revoke execute on function private.parsed() from anon;
-- function property · function private.parsed() · not callable by service_role
revoke execute on function private.parsed() from service_role;
-- function property · function private.compiled() · definer to invoker
alter function private.compiled() security invoker;
-- function property · function private.compiled() · volatile
alter function private.compiled() volatile;
-- function property · function private.compiled() · search path unset
alter function private.compiled() reset search_path;
-- function property · function private.compiled() · callable by public
grant execute on function private.compiled() to public;
-- function property · function private.compiled() · callable by anon
grant execute on function private.compiled() to anon;
-- function property · function private.without_text() · definer to invoker
alter function private.without_text() security invoker;
-- function property · function private.without_text() · search path unset
alter function private.without_text() reset search_path;
-- function property · function private.without_text() · not callable by public
revoke execute on function private.without_text() from public;
-- function property · function private.without_text() · not callable by anon
revoke execute on function private.without_text() from anon;
-- comparison · function private.text() · a >= 1: >= to >
CREATE FUNCTION private.text() begin return a > 1; end -- end;
-- comparison · function private.text() · a >= 1: >= to <
CREATE FUNCTION private.text() begin return a < 1; end -- end;
-- dropped where · function private.parsed() · without WHERE b
CREATE FUNCTION private.parsed() BEGIN ATOMIC SELECT a ; END -- end;
-- self-compare · function private.text() · a >= 1: a = a
CREATE FUNCTION private.text() begin return a = a; end -- end;
-- dropped constraint · constraint plain · dropped
alter table public.usage_events drop constraint plain;
-- dropped constraint · constraint nulling · dropped
alter table public.usage_events drop constraint nulling;
-- dropped constraint · constraint strict · dropped
alter table public.usage_events drop constraint strict;
-- dropped constraint · constraint check · dropped
alter table public.usage_events drop constraint "check";
-- foreign key action · constraint plain · no action becomes on delete cascade
alter table public.usage_events drop constraint plain;
alter table public.usage_events add constraint plain FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE CASCADE;
-- foreign key action · constraint plain · no action becomes on delete set null
alter table public.usage_events drop constraint plain;
alter table public.usage_events add constraint plain FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE SET NULL;
-- foreign key action · constraint nulling · on delete set null (other_org) becomes no action
alter table public.usage_events drop constraint nulling;
alter table public.usage_events add constraint nulling FOREIGN KEY (other_org) REFERENCES public.organizations(id);
-- foreign key action · constraint nulling · on delete set null (other_org) becomes on delete set null
alter table public.usage_events drop constraint nulling;
alter table public.usage_events add constraint nulling FOREIGN KEY (other_org) REFERENCES public.organizations(id) ON DELETE SET NULL;
-- foreign key action · constraint strict · on delete restrict becomes no action
alter table public.usage_events drop constraint strict;
alter table public.usage_events add constraint strict FOREIGN KEY (org_id) REFERENCES public.organizations(id);
-- foreign key action · constraint strict · on delete restrict becomes on delete set null
alter table public.usage_events drop constraint strict;
alter table public.usage_events add constraint strict FOREIGN KEY (org_id) REFERENCES public.organizations(id) ON DELETE SET NULL;
-- dropped default · column org_id · drop default
alter table public.usage_events alter column org_id drop default;
-- dropped not null · column org_id · drop not null
alter table public.usage_events alter column org_id drop not null;
-- dropped generation · column odd "name" · drop expression
alter table public.usage_events alter column "odd ""name""" drop expression;
-- dropped trigger · trigger fill "it" · dropped
drop trigger "fill ""it""" on public.usage_events;
-- dropped index · index one key · dropped
drop index public."one key";
-- dropped index · index two · dropped
drop index public.two;
-- reshaped index · index two · columns reversed
drop index public.two;
create unique index two on public.usage_events using btree (id, org_id desc) where (id > 0);
-- reshaped index · index two · last column dropped
drop index public.two;
create unique index two on public.usage_events using btree (org_id desc) where (id > 0);
-- reshaped index · index two · all ascending
drop index public.two;
create unique index two on public.usage_events using btree (org_id, id) where (id > 0);
