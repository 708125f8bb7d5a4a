/** What a throwaway PostgreSQL may lack of the one in production, told by the error that a statement meets there. */
import type { StatementError } from "../../postgres/server-message.ts";

export interface ShadowLimit {
  /** What is missing, as the object of a sentence: `the role "app"`. */
  readonly lack: string;
  /** The entry of the config that helps. */
  readonly option: "prelude" | "shadow";
}

interface Sign extends ShadowLimit {
  /** SQLSTATEs, or their class. */
  readonly sqlstate: RegExp;
  readonly message: RegExp;
}

/** Measured on PGlite and on servers: see limits.test.ts. `$1` in `lack` is what the message names. */
const SIGNS: readonly Sign[] = [
  {
    sqlstate: /^(?:55000|53400)$/,
    message: /wal_level|replication slot/,
    lack: "logical replication (wal_level, replication slots)",
    option: "shadow",
  },
  named(/^(?:42704|22023|28000)$/, "role", "prelude"),
  named(/^(?:3D000|42704)$/, "database", "prelude"),
  named(/^42704$/, "tablespace", "shadow"),
  named(/^42704$/, "language", "shadow"),
  {
    sqlstate: /^42704$/,
    message: /^collation "(.+)" for encoding ".+" does not exist/,
    lack: 'the collation "$1"',
    option: "shadow",
  },
  {
    sqlstate: /^42704$/,
    message: /^unrecognized configuration parameter "([^"]+\..+)"/,
    lack: 'the setting "$1"',
    option: "prelude",
  },
  {
    sqlstate: /^(?:58P01|XX000|F0000)$/,
    message: /^(?:could not (?:load|access|open)|incompatible library|directory ".+" does not exist)/,
    lack: "a file of the server",
    option: "shadow",
  },
  {
    sqlstate: /^(?:0A000|22023)$/,
    message: /^compression method|this build|be built with|_compression": "|provider ".+" is not loaded/,
    lack: "what production's server was built with",
    option: "shadow",
  },
  { sqlstate: /^(?:08|HV)/, message: /(?:)/, lack: "a connection to another server", option: "shadow" },
  { sqlstate: /^53/, message: /(?:)/, lack: "the resources of production's server", option: "shadow" },
  { sqlstate: /^42501$/, message: /(?:)/, lack: "the privileges of production's roles", option: "prelude" },
];

function named(sqlstate: RegExp, kind: string, option: Sign["option"]): Sign {
  const message = new RegExp(`^${kind} "(.+)" does not exist`);
  return { sqlstate, message, lack: `the ${kind} "$1"`, option };
}

/** The limit of the shadow that an error comes from; null when it says something of the statement. */
export function limitOf({ sqlstate, message }: StatementError): ShadowLimit | null {
  for (const sign of SIGNS) {
    const found = sign.sqlstate.test(sqlstate) ? sign.message.exec(message) : null;
    if (found) return { lack: sign.lack.replace("$1", () => found[1] ?? ""), option: sign.option };
  }
  return null;
}
