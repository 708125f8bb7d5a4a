import type { Replayed } from "../../shadow/rehearse/rehearsal.ts";
import { extractFacts } from "./extract.ts";
import type { Facts } from "./fact.ts";
import type { OptionalFacts } from "./optional-facts.ts";
import { setForReading } from "./session.ts";

/** The facts of a shadow as the migrations have left it, read as those of a live database are. */
export async function factsOfShadow(
  { shadow }: Pick<Replayed, "shadow">,
  include: readonly OptionalFacts[],
): Promise<Facts> {
  await setForReading(shadow.session, "session");
  return extractFacts(shadow.session, include);
}
