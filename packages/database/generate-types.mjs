// Prints the TypeScript types of the schema `public` of the database at DATABASE_URL, with the generator that `supabase gen types`
// uses. To update the types, run `npm run types`, which provides the database.
import { generateTypescript, introspect, sortGeneratorMetadata } from "@supabase/postgrest-typegen"
import pg from "pg"

const database = new pg.Pool({ connectionString: process.env.DATABASE_URL })
try {
  const metadata = await introspect(database, { includedSchemas: ["public"] })
  process.stdout.write(await generateTypescript(sortGeneratorMetadata(metadata), { detectOneToOneRelationships: true }))
} finally {
  await database.end()
}
