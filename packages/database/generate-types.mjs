// Prints the TypeScript types of the schema `public` of the database at DATABASE_URL, by the generator behind
// `supabase gen types`. Not run by hand: `npm run types` has a database for it.
import { generateTypescript, introspect, sortGeneratorMetadata } from "@supabase/postgrest-typegen"
import pg from "pg"

const database = new pg.Pool({ connectionString: process.env.DATABASE_URL })
try {
  const metadata = await introspect(database, { includedSchemas: ["public"] })
  process.stdout.write(await generateTypescript(sortGeneratorMetadata(metadata), { detectOneToOneRelationships: true }))
} finally {
  await database.end()
}
