/**
 * Looks for statements that lockgate derives wrongly:
 * `npm run fuzz -- [--from <seed>] [--seeds <count>] [--statements <count>] [--major <14..18>]`. `--major`: on a server of
 * that version (`npm run servers`, once) instead of the embedded PostgreSQL.
 */
import { parseArgs } from "node:util";
import { MAJORS, startServer } from "../../postgres-servers/servers.ts";
import { agreementOn } from "./agreement.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "10" },
    statements: { type: "string", default: "300" },
    major: { type: "string" },
  },
});

const major = MAJORS.find((known) => String(known) === values.major);
const server = major === undefined ? null : await startServer(major);
const shadow = server === null ? null : { url: server.url, major: server.major };
let disagreements = 0;
try {
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
    const { compared, contradictions, unanalyzed } = await agreementOn(
      seed,
      Number(values.statements),
      shadow,
    );
    disagreements += contradictions.length + unanalyzed.length;
    process.stdout.write(`seed ${seed}: ${compared} statements compared\n`);
    for (const line of new Set([...contradictions, ...unanalyzed])) process.stdout.write(`  ${line}\n`);
  }
} finally {
  await server?.stop();
}
process.exit(disagreements === 0 ? 0 : 1);
