-- A security definer function that inserts a row as a JSON document describes it, which a client can have stored.
-- Why: The function bypasses row level security. A client stores a document that names a foreign tenant or author, and has it inserted.
-- Repair: Check in the function that the caller may insert the row, or let only the server store such documents.
-- Accept: Functions that check the row in a way that this lint does not recognize.
-- Splinter: none
select distinct '0095_row_from_stored_document' as id, 'high' as severity, f.label as object,
  format('This function inserts into %s what a document in %s.%I says. Clients may write that document, and the function does not look up '
    'the caller''s membership.', r.label, s.label, c.attname) as detail,
  format('-- check in %s that the caller is a member of the tenant that the document names', f.label) as remedy
from app_functions f
join app_relations r on r.has_rls
  and f.source ~* ('\mjsonb?_populate_record(set)?\(\s*null::("?\w+"?\.)?"?' || r.name || '\M')
  and f.source ~* ('\minsert\s+into\s+("?\w+"?\.)?"?' || r.name || '\M')
join app_relations s on s.oid <> r.oid and pg_temp.mentions(f.source, s.name)
join pg_catalog.pg_attribute c on c.attrelid = s.oid and c.attnum > 0 and not c.attisdropped
  and c.atttypid in ('pg_catalog.json'::pg_catalog.regtype, 'pg_catalog.jsonb'::pg_catalog.regtype)
  and pg_temp.mentions(f.source, c.attname)
where f.is_definer and f.is_owner_above_policies and f.users_may
  and exists (select from app_rights g where g.relation = s.oid and g.role = 'authenticated' and g.privilege in ('insert', 'update')
    and (g.column_name is null or g.column_name = c.attname))
  -- The function sets the row's user to the caller, or looks up the caller's membership.
  and f.source !~* '\.\w+\s*:=\s*\(?\s*(select\s+)?auth\.uid\('
  and not exists (
    select from app_memberships m
    join app_relations t on t.oid = m.relation
    left join app_functions h on h.oid <> f.oid and pg_temp.mentions(f.source, h.name)
    where pg_temp.mentions(concat(f.source, ' ', h.source), t.name))
