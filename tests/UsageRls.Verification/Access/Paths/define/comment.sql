-- comment on table
-- rows: table
-- gives: nothing
-- refusal: ownership
comment on table public.usage_events is 'suite'
