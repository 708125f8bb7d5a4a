import { type Major, startServer } from "../../postgres-servers/servers.ts";
import type { Outcome } from "../../src/postgres/witnesses/outcome.ts";
import { type Witness, witnessId } from "../../src/postgres/witnesses/witness.ts";
import type { Observation } from "../../src/shadow/observation.ts";
import { watchTransaction } from "../../src/shadow/observe.ts";
import { observeAlone } from "../../src/shadow/observe-alone.ts";
import { connect, type ServerSession } from "../../src/shadow/server.ts";
import { outcomeOf } from "./outcome.ts";

/** Owns all that witnesses make, so that one statement takes it away again. */
const OWNER = "lockgate";

/** Sampling can miss a lock that is held for microseconds: what any of these runs saw counts. */
const SAMPLES = 4;

/** Outcomes of all witnesses on one major version, by witnessId. */
export async function measureServer(
  major: Major,
  witnesses: readonly Witness[],
): Promise<{ version: string; outcomes: Map<string, Outcome> }> {
  const server = await startServer(major);
  try {
    const admin = await connect(server.url);
    await admin.query(`CREATE ROLE ${OWNER} SUPERUSER LOGIN`);
    await admin.query("CREATE ROLE app");
    await admin.query("CREATE TABLESPACE other_space LOCATION ''");
    await admin.end();
    const url = server.url.replace("postgres@", `${OWNER}@`);
    const [session, watcher] = [await connect(url), await connect(url)];
    const outcomes = new Map<string, Outcome>();
    for (const witness of witnesses)
      outcomes.set(witnessId(witness), await measure(session, watcher, witness));
    const [version] = await session.query<{ server_version: string }>("SHOW server_version");
    await session.end();
    await watcher.end();
    return { version: version?.server_version ?? "", outcomes };
  } finally {
    await server.stop();
  }
}

async function measure(session: ServerSession, watcher: ServerSession, witness: Witness): Promise<Outcome> {
  const { given, sql } = witness;
  const failed = await lay(session, given);
  if (failed) return { given: failed };
  await session.query("BEGIN");
  const watch = await watchTransaction(session);
  const seen = await watch.observe(sql);
  await session.query("ROLLBACK");
  if (seen.allowedInTransaction) return outcomeOf(seen);
  const samples: Observation[] = [];
  for (let run = 0; run < SAMPLES; run++) {
    if (run > 0) await lay(session, given);
    samples.push(await observeAlone(session, watcher, sql));
  }
  const [first] = samples;
  if (!first) throw new Error("no sample was taken");
  return outcomeOf({ ...first, locks: samples.flatMap(({ locks }) => locks) });
}

/** Makes the given schema afresh. The SQLSTATE when this version cannot. */
async function lay(session: ServerSession, given: string): Promise<string | null> {
  await session.query("RESET ALL");
  await session.query(`DROP OWNED BY ${OWNER} CASCADE`);
  const { error } = await session.exec(given);
  return error?.sqlstate ?? null;
}
