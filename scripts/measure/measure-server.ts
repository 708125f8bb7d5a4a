import { type Major, type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import type { Observation } from "../../src/effects/observation.ts";
import type { Outcome } from "../../src/postgres/witnesses/outcome.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";
import { connect, type ServerSession } from "../../src/shadow/engines/server.ts";
import { type Bystanders, type HoldUp, holdUp } from "../../src/shadow/observe/hold-up.ts";
import { watchTransaction } from "../../src/shadow/observe/observe.ts";
import { observeAlone } from "../../src/shadow/observe/observe-alone.ts";
import { versionOf } from "./on-all-servers.ts";
import { outcomeOf } from "./outcome.ts";

/** Owns all that witnesses make, so that one statement takes it away again. */
const OWNER = "lockgate";

const CLEANING = [
  `DROP OWNED BY ${OWNER}, app CASCADE`,
  // What DROP OWNED leaves.
  "DROP ACCESS METHOD IF EXISTS heap_2 CASCADE",
  "DROP CAST IF EXISTS (text AS int)",
  "DROP SUBSCRIPTION IF EXISTS kept",
  "DROP DATABASE IF EXISTS fresh",
  "DROP DATABASE IF EXISTS fresh_2",
  "DROP TABLESPACE IF EXISTS fresh",
  "DROP TABLESPACE IF EXISTS fresh_2",
];

/** Sampling can miss a lock that is held for microseconds: what any of these runs saw counts. */
const SAMPLES: readonly (HoldUp | null)[] = [null, "owners", "vacuums", "readers", "catalog"];

/** Sessions that hold a statement up, one for each table and index of a witness. */
const OTHERS = 16;

/** Outcomes of all witnesses on one major version, by witnessId. */
export async function measureServer(
  major: Major,
  witnesses: readonly Witness[],
): Promise<{ version: string; outcomes: Map<string, Outcome> }> {
  const server = await startServer(major, { statement_timeout: "20s" });
  try {
    const url = await furnish(server);
    const [session, watcher, onlooker] = [await connect(url), await connect(url), await connect(url)];
    const others: ServerSession[] = [];
    for (let i = 0; i < OTHERS; i++) others.push(await connect(url));
    const outcomes = new Map<string, Outcome>();
    const bench = layingOn(session);
    for (const witness of witnesses) {
      const outcome = await measure(session, bench, witness, { watcher, onlooker, others });
      outcomes.set(witnessId(witness), outcome);
    }
    const version = await versionOf(session);
    for (const each of [session, watcher, onlooker, ...others]) await each.end();
    return { version, outcomes };
  } finally {
    await server.stop();
  }
}

/** Makes what witnesses take for granted, and returns the URL of the one who owns all that they make. */
export async function furnish(server: PostgresServer): Promise<string> {
  const admin = await connect(server.url);
  await admin.query(`CREATE ROLE ${OWNER} SUPERUSER LOGIN`);
  await admin.query("CREATE ROLE app");
  await admin.query("CREATE TABLESPACE other_space LOCATION ''");
  await admin.end();
  return server.url.replace("postgres@", `${OWNER}@`);
}

type Others = Bystanders & { readonly watcher: ServerSession };

async function measure(
  session: ServerSession,
  lay: (witness: Witness) => Promise<Laid>,
  witness: Witness,
  others: Others,
): Promise<Outcome> {
  const { sql } = witness;
  const laid = await lay(witness);
  if (laid.failed) return { given: laid.failed };
  await session.query("BEGIN");
  const watch = await watchTransaction(session, { committed: null });
  const seen = await watch.observe(sql);
  await session.query("ROLLBACK");
  if (seen.allowedInTransaction) return outcomeOf(seen);
  const samples: Observation[] = [];
  for (const how of SAMPLES) {
    const { spoil } = await lay(witness);
    spoil();
    const release = how ? await holdUp(others, session.pid, how) : async () => [];
    const sample = await observeAlone(session, others.watcher, sql);
    samples.push({ ...sample, locks: [...sample.locks, ...(await release())] });
  }
  const [first] = samples;
  const odd = samples.find(({ error }) => error?.sqlstate !== first?.error?.sqlstate);
  if (!first || odd) throw new Error(`${sql}: held up, it ended otherwise: ${odd?.error?.message}`);
  return outcomeOf({ ...first, locks: samples.flatMap(({ locks }) => locks) });
}

interface Laid {
  /** SQLSTATE: this version cannot make the schema. */
  readonly failed: string | null;
  /** Says that the schema will not be as it was. */
  readonly spoil: () => void;
}

/** Makes given schemas, each afresh unless the last witness stood on the same one and was rolled back. */
export function layingOn(
  session: Pick<ServerSession, "query" | "exec">,
): (witness: Witness) => Promise<Laid> {
  let laid: string | null = null;
  let failed: string | null = null;
  return async ({ given, session: settings }) => {
    await session.query("RESET ALL");
    if (given !== laid) {
      for (const clean of CLEANING) await session.query(clean);
      const { error } = await session.exec(given);
      [laid, failed] = [given, error?.sqlstate ?? null];
    }
    if (!failed && settings) await session.query(settings);
    return {
      failed,
      spoil: () => {
        laid = null;
      },
    };
  };
}
