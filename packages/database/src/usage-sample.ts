// Application code with the generated types that must compile. Code that must not compile is in usage-refused.ts.
import type { SupabaseClient } from "@supabase/supabase-js"
import type { Database, Tables, TablesInsert } from "./types/database"

type UsageEvent = Tables<"usage_events">

/** Records one usage event; the database computes `tokens_total` and sets `id` and `created_at`. */
export async function recordUsage(supabase: SupabaseClient<Database>, orgId: string, userId: string): Promise<void> {
  const event: TablesInsert<"usage_events"> = {
    org_id: orgId,
    user_id: userId,
    action: "agency:scope:generate",
    module_id: "agency",
    tokens_input: 1200,
    tokens_output: 340,
    metadata: { model: "claude-sonnet-4-5", latency_ms: 2113, cached: false, tags: ["draft"] },
  }
  const { error } = await supabase.from("usage_events").insert(event)
  if (error) throw error
}

/** An event with only the required columns; the other columns have defaults. */
export const shortest: TablesInsert<"usage_events"> = {
  org_id: "6f1c9ad2-6f0c-4a51-8d7e-0d6a3b1f6f11",
  action: "agency:scope:generate",
}

export async function latest(supabase: SupabaseClient<Database>, orgId: string): Promise<UsageEvent[]> {
  const { data, error } = await supabase
    .from("usage_events")
    .select()
    .eq("org_id", orgId)
    .order("created_at", { ascending: false })
    .limit(50)
  if (error) throw error
  return data
}

/** Sums the tokens by organisation. The types know that an event has one organisation, not a list. */
export async function totals(supabase: SupabaseClient<Database>): Promise<Map<string, number>> {
  const { data, error } = await supabase.from("usage_events").select("tokens_total, organizations(name)")
  if (error) throw error
  const sums = new Map<string, number>()
  for (const { tokens_total, organizations } of data) {
    sums.set(organizations.name, (sums.get(organizations.name) ?? 0) + tokens_total)
  }
  return sums
}

// The membership tables are part of the types, because the policies depend on them.
export const owner: TablesInsert<"org_members"> = {
  org_id: shortest.org_id,
  user_id: "0b9b1c86-5b0e-4f0e-9f6c-3f1d2a0c7e55",
  role: "owner",
}
export type OrganizationName = Tables<"organizations">["name"]

// The types contain the application's tables only: no object of Supabase, and no object that only tests need.
type Exactly<A, B> = [A, B] extends [B, A] ? true : false
type Public = Database["public"]
export const schemas: Exactly<keyof Database, "public"> = true
export const tables: Exactly<keyof Public["Tables"], "organizations" | "org_members" | "usage_events"> = true
export const nothingElse: Exactly<keyof (Public["Views"] & Public["Functions"] & Public["Enums"] & Public["CompositeTypes"]), never> = true
