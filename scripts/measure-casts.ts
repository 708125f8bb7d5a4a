// Writes src/postgres/casts.json: the casts of PostgreSQL 14-18 between built-in types, from pg_cast of each version.
import { writeFileSync } from "node:fs";
import { byRange } from "./measure/by-version.ts";
import { onAllServers } from "./measure/on-all-servers.ts";

interface Cast {
  readonly source: string;
  readonly target: string;
  readonly cast: string;
}

// Types by pg_type.typname, as parse trees name them (int4, varchar, bpchar).
const CASTS = `SELECT s.typname AS source, t.typname AS target,
    CASE c.castmethod WHEN 'b' THEN 'binary' WHEN 'f' THEN 'function' ELSE 'text' END
    || CASE c.castcontext WHEN 'i' THEN ' implicit' WHEN 'a' THEN ' assignment' ELSE ' explicit' END
    || CASE p.provolatile WHEN 's' THEN ' stable' WHEN 'v' THEN ' volatile' ELSE '' END AS cast
  FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget
    LEFT JOIN pg_proc p ON p.oid = c.castfunc
  WHERE c.castsource < 16384 ORDER BY 1, 2`;

const { versions, answers } = await onAllServers((session) => session.query<Cast>(CASTS));
const pairs = new Map<string, Map<number, string>>();
for (const [major, casts] of answers)
  for (const { source, target, cast } of casts) {
    const key = `${source} ${target}`;
    pairs.set(key, (pairs.get(key) ?? new Map<number, string>()).set(major, cast));
  }
const lines = [...pairs]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([pair, casts]) => {
    const all = new Map([...answers.keys()].map((major) => [major, casts.get(major) ?? null]));
    const ranges = Object.entries(byRange(all)).filter(([, cast]) => cast !== null);
    return `    ${JSON.stringify(pair)}: ${JSON.stringify(Object.fromEntries(ranges))}`;
  });
const text = `{\n  "measuredOn": ${JSON.stringify(versions)},\n  "casts": {\n${lines.join(",\n")}\n  }\n}\n`;
writeFileSync(new URL("../src/postgres/casts.json", import.meta.url), text);
