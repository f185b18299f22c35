-- Usage events: AI token consumption, billable actions and the audit trail of each organisation.
-- TASK-1-07, to the letter. Needs: organizations, org_members (TASK-1-02), auth.users.
-- The task has 32-bit token counts and sets no timeouts, so here the migration linter lets them pass:
-- squawk-ignore-file prefer-bigint-over-int, require-lock-timeout, require-statement-timeout

create table public.usage_events (
  id uuid primary key default gen_random_uuid(),
  org_id uuid references organizations(id) on delete cascade not null,
  user_id uuid references auth.users(id),
  action text not null, -- e.g., 'agency:scope:generate'
  module_id text, -- e.g., 'agency'
  tokens_input int default 0,
  tokens_output int default 0,
  tokens_total int generated always as (tokens_input + tokens_output) stored,
  metadata jsonb default '{}',
  created_at timestamptz default now()
);

-- Indexes
create index usage_events_org_created_idx
  on usage_events(org_id, created_at desc);
create index usage_events_action_idx
  on usage_events(action);

-- RLS
alter table usage_events enable row level security;

create policy "Users can view own org usage"
  on usage_events for select
  using (org_id in (
    select org_id from org_members where user_id = auth.uid()
  ));

-- Only allow inserts via service role or authenticated
create policy "Authenticated can insert usage"
  on usage_events for insert
  with check (auth.uid() is not null);
