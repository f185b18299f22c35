-- The owner of a document decides who sees the comments on this document, but not who sees the comments on other documents.
create table public.documents (id uuid primary key, owner_id uuid not null references auth.users (id),
  is_public boolean not null default false);
create table public.comments (id uuid primary key, document_id uuid not null references public.documents (id));
create index on public.documents (owner_id);
create index on public.comments (document_id);
alter table public.documents enable row level security;
alter table public.comments enable row level security;
grant select, insert, update on public.documents to authenticated;
grant select on public.comments to authenticated;
create policy own on public.documents for all to authenticated using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
create policy published on public.documents for select to authenticated using (is_public);
create policy seen on public.comments for select to authenticated
  using (exists (select from public.documents d where d.id = comments.document_id and (d.is_public or d.owner_id = (select auth.uid()))))
