/**
 * Looks for statements that lockgate derives wrongly, in migrations of their own and in files with transaction control:
 * `npm run fuzz -- [--from <seed>] [--seeds <count>] [--statements <count>] [--files <count>] [--major <14..18>]`. `--files`:
 * of each tool and seed. `--major`: on a server of that version (`npm run servers`, once) instead of the embedded PostgreSQL.
 */
import { parseArgs } from "node:util";
import { MAJORS, startServer } from "../../postgres-servers/servers.ts";
import { agreementOn } from "./agreement.ts";
import { agreementOnTransactions } from "./transactions.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "10" },
    statements: { type: "string", default: "300" },
    files: { type: "string", default: "25" },
    major: { type: "string" },
  },
});

const major = MAJORS.find((known) => String(known) === values.major);
const server = major === undefined ? null : await startServer(major);
const shadow = server === null ? null : { url: server.url, major: server.major };
let disagreements = 0;
let all = 0;
try {
  for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
    const parts = [
      await agreementOn(seed, Number(values.statements), shadow),
      await agreementOnTransactions(seed, Number(values.files), shadow),
    ];
    for (const { compared, contradictions, unanalyzed } of parts) {
      all += compared;
      disagreements += contradictions.length + unanalyzed.length;
      for (const line of new Set([...contradictions, ...unanalyzed])) process.stdout.write(`  ${line}\n`);
    }
    process.stdout.write(`seed ${seed}: ${parts.map(({ compared }) => compared).join(" + ")} compared\n`);
  }
  process.stdout.write(`${all} comparisons, ${disagreements} contradictions\n`);
} finally {
  await server?.stop();
}
process.exit(disagreements === 0 ? 0 : 1);
