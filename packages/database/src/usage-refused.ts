// Code that must not compile. Each statement is marked with @ts-expect-error, so that `tsc` fails if the statement compiles.
import type { SupabaseClient } from "@supabase/supabase-js"
import type { Database, Tables, TablesInsert, TablesUpdate } from "./types/database"

declare const supabase: SupabaseClient<Database>
const org_id = "6f1c9ad2-6f0c-4a51-8d7e-0d6a3b1f6f11"
const action = "agency:scope:generate"

// org_id is required.
// @ts-expect-error
export const withoutOrganization: TablesInsert<"usage_events"> = { action }

// @ts-expect-error
export const withoutAction: TablesInsert<"usage_events"> = { org_id }

// tokens_total is a generated column, so no client can set it.
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

// The client uses the same types. If it fell back to `any`, these statements would compile.
// @ts-expect-error
void supabase.from("usage_events").insert({ action })

// @ts-expect-error
void supabase.from("usage_events").insert({ org_id, action, tokens_total: 3 })

// @ts-expect-error
void supabase.from("usage_event").select()

// The billed token counts and the time are never null: they can be left out, and then have a default.
// @ts-expect-error
export const unknownTokens: TablesInsert<"usage_events"> = { org_id, action, tokens_input: null }

// @ts-expect-error
export const atNoTime: TablesInsert<"usage_events"> = { org_id, action, created_at: null }
