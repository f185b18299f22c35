// What must not compile. Each line is marked as an error that is expected, so that `tsc` fails when it is none.
import type { SupabaseClient } from "@supabase/supabase-js"
import type { Database, Tables, TablesInsert, TablesUpdate } from "./types/database"

declare const supabase: SupabaseClient<Database>
const org_id = "6f1c9ad2-6f0c-4a51-8d7e-0d6a3b1f6f11"
const action = "agency:scope:generate"

// Always include org_id.
// @ts-expect-error
export const withoutOrganization: TablesInsert<"usage_events"> = { action }

// @ts-expect-error
export const withoutAction: TablesInsert<"usage_events"> = { org_id }

// The database generates the total.
// @ts-expect-error
export const withTotal: TablesInsert<"usage_events"> = { org_id, action, tokens_total: 3 }

// @ts-expect-error
export const newTotal: TablesUpdate<"usage_events"> = { tokens_total: 3 }

// @ts-expect-error
export const tokensAsText: TablesInsert<"usage_events"> = { org_id, action, tokens_input: "1200" }

// @ts-expect-error
export const noOrganization: TablesInsert<"usage_events"> = { org_id: null, action }

// @ts-expect-error
export const metadataThatIsNoJson: TablesInsert<"usage_events"> = { org_id, action, metadata: new Map() }

// @ts-expect-error
export const misspelt: TablesInsert<"usage_events"> = { org_id, action, token_input: 1 }

// @ts-expect-error
export type Unknown = Tables<"usage_event">

// The client holds to the same: were it to fall back to any, everything would compile.
// @ts-expect-error
void supabase.from("usage_events").insert({ action })

// @ts-expect-error
void supabase.from("usage_events").insert({ org_id, action, tokens_total: 3 })

// @ts-expect-error
void supabase.from("usage_event").select()

// What is billed is always a number: leaving it out is zero, but it cannot be said to be unknown.
// @ts-expect-error
export const unknownTokens: TablesInsert<"usage_events"> = { org_id, action, tokens_input: null }

// @ts-expect-error
export const atNoTime: TablesInsert<"usage_events"> = { org_id, action, created_at: null }
