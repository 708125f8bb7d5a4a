/** `npm run fuzz -- [--from <seed>] [--seeds <count>] [--statements <count>]`: looks for statements that lockgate derives wrongly. */
import { parseArgs } from "node:util";
import { agreementOn } from "./agreement.ts";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "10" },
    statements: { type: "string", default: "300" },
  },
});

let disagreements = 0;
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.seeds); seed++) {
  const { compared, contradictions, unanalyzed } = await agreementOn(seed, Number(values.statements));
  disagreements += contradictions.length + unanalyzed.length;
  process.stdout.write(`seed ${seed}: ${compared} statements compared\n`);
  for (const line of new Set([...contradictions, ...unanalyzed])) process.stdout.write(`  ${line}\n`);
}
process.exit(disagreements === 0 ? 0 : 1);
