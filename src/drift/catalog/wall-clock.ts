/** Times that a migration wrote without a zone: what they are depends on the zone of the session that ran it. */
import type { Facts } from "./fact.ts";

/**
 * The facts of a live database, where what differs from the expected only by the zone of the server that ran the
 * migrations reads as on a server in UTC: `FROM ('2026-01-01')` is midnight in Berlin there, and midnight in UTC on the
 * shadow.
 *
 * @param expected read and made in UTC
 * @param actual read in UTC
 * @param local the same facts as `actual`, read in the zone of the live server's sessions
 */
export function withWallClock(expected: Facts, actual: Facts, local: Facts): Facts {
  const facts = new Map(actual);
  for (const [key, fact] of actual) {
    const wanted = expected.get(key)?.attributes;
    const said = local.get(key)?.attributes;
    if (wanted === undefined || said === undefined) continue;
    const attributes = Object.entries(fact.attributes).map(([name, text]) => {
      const [mine = "", here = ""] = [wanted[name], said[name]];
      const isClock = times(mine) !== times(text) && times(mine) === times(here);
      return [name, isClock ? here.replaceAll(TIME, "$1+00") : text] as const;
    });
    facts.set(key, { ...fact, attributes: Object.fromEntries(attributes) });
  }
  return facts;
}

/** Timestamps as PostgreSQL writes them in DateStyle ISO, and what they are ahead of UTC. */
const TIME = /(\d\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)[+-]\d\d(?::\d\d){0,2}/g;

/** The timestamps of a text, in order, without what they are ahead of UTC. */
function times(text: string): string {
  return [...text.matchAll(TIME)].map(([, time]) => time).join();
}
