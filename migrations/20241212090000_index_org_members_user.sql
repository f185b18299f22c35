-- The policies ask which organisations one is a member of. The primary key of org_members starts with the organisation,
-- so each question reads every membership there is; this answers it from the index alone. A file of its own: see the last.
-- Where that is too long, build it before this with `create index concurrently org_members_user_idx on public.org_members
-- (user_id, org_id)`; any index that starts with the user is left alone.

set lock_timeout = '5s';
set statement_timeout = '10min';

do $$
begin
  if not exists (
    select
    from pg_catalog.pg_index i
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = 'public.org_members'::pg_catalog.regclass and a.attname = 'user_id' and i.indisvalid and i.indpred is null
  ) then
    create index org_members_user_idx on public.org_members (user_id, org_id);
  end if;
end
$$;
