// Writes src/postgres/witnesses/consequences.json: what the witnesses' statements do beside locks and work on PostgreSQL
// 14-18 (npm run servers once): which statistics of the planner go, which prepared statements fail from then on, and of
// which relations the role must be the owner although every privilege is granted to it. From the latter
// src/postgres/ownership.json: the forms for which it must.
import { writeFileSync } from "node:fs";
import { type Major, startServer } from "../postgres-servers/servers.ts";
import { WITNESSES } from "../src/postgres/witnesses/all.ts";
import type { Consequences } from "../src/postgres/witnesses/consequences.ts";
import { plannerStatistics } from "../src/postgres/witnesses/planner-statistics.ts";
import { type Witness, witnessId } from "../src/postgres/witnesses/witness.ts";
import { connect } from "../src/shadow/engines/server.ts";
import { byRange } from "./measure/by-version.ts";
import { consequencesOf } from "./measure/consequences.ts";
import { furnish, layingOn } from "./measure/measure-server.ts";
import { versionOf } from "./measure/on-all-servers.ts";
import { ownershipText } from "./measure/ownership.ts";
import { printByRange } from "./measure/print-json.ts";

const MAJORS: readonly Major[] = [14, 15, 16, 17, 18];
const witnesses: readonly Witness[] = [...WITNESSES, ...plannerStatistics];
const versions: string[] = [];
const measured = new Map<string, Map<number, Consequences | null>>();

for (const major of MAJORS) {
  const server = await startServer(major, { statement_timeout: "20s" });
  try {
    const session = await connect(await furnish(server));
    versions.push(await versionOf(session));
    const measure = consequencesOf(session, layingOn(session));
    for (const witness of witnesses) {
      const id = witnessId(witness);
      const own = measured.get(id) ?? new Map<number, Consequences | null>();
      measured.set(id, own.set(major, await measure(witness)));
    }
    await session.end();
  } finally {
    await server.stop();
  }
}

const sections = new Map(
  [...measured].flatMap(([id, own]) => {
    const ranges = Object.entries(
      byRange(new Map([...own].map(([major, one]) => [major, one ?? {}]))),
    ).filter(([, one]) => Object.keys(one).length > 0);
    return ranges.length === 0 ? [] : [[id, Object.fromEntries(ranges)] as const];
  }),
);
const text = `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "consequences": ${printByRange(sections)}\n}\n`;
writeFileSync(new URL("../src/postgres/witnesses/consequences.json", import.meta.url), text);
writeFileSync(
  new URL("../src/postgres/ownership.json", import.meta.url),
  ownershipText(versions, WITNESSES, measured),
);
console.log(`${witnesses.length} witnesses, ${sections.size} with consequences`);
