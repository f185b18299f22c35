-- story: a sequence is set back
-- object: public.receipts_number_seq
-- severity: low
-- broken
create table public.receipts (number serial primary key);
grant all on sequence public.receipts_number_seq to anon
-- attack as anon
select setval('public.receipts_number_seq', 1);
select true
