-- none of: 0055_function_runs_given_sql
-- The argument p_sort selects one of two fixed texts for ORDER BY, and p_text is a parameter of the statement.
create function public.find_invoices(p_text text default '', p_sort text default 'newest') returns setof public.invoices
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare v_order text := case p_sort when 'newest' then 'i.id desc' when 'oldest' then 'i.id' end;
begin
  return query execute format('select i.* from public.invoices i where i.status ilike $1 order by %1$s', v_order)
    using coalesce(p_text, '');
end $$
