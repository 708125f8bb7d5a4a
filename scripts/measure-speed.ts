// Writes src/postgres/speed.json: how long work on tables takes, in CPU seconds of the backend on this machine, and how
// much WAL it writes (npm run servers once, then npm run measure:speed; Linux, about five minutes of one core).
import { writeFileSync } from "node:fs";
import { fitted, type Term } from "./speed/features.ts";
import { englishLocale } from "./speed/locale.ts";
import { measure, measureProbe, type Run } from "./speed/measure.ts";
import { SHAPES, WORKS } from "./speed/shapes.ts";

const TERMS: readonly Term[] = [
  "row",
  "heapGB",
  "foreignKey",
  "rewrittenRow",
  "rewrittenGB",
  "rewrittenToastGB",
  "triedToastGB",
  "randomUuid",
  "sequence",
  "sortedKey",
  "fixedKey",
  "textC",
  "textLibc",
  "textIcu",
  "expression",
  "hash",
  "gin",
  "updatedGB",
  "updatedSorted",
  "updatedRandom",
];

const locale = englishLocale();
const probe = await measureProbe(18);
const runs = await measure(18, SHAPES, WORKS, (run) => console.log(lineOf(run)));
locale.remove();

const isConcurrent = ({ work }: Run) => work.includes("CONCURRENTLY");
// What takes less is mostly the clock's.
const usable = runs.filter(({ seconds }) => seconds >= 0.02);
const constants = fitted(
  usable.filter((run) => !isConcurrent(run)).map(({ amounts, seconds }) => ({ amounts, measured: seconds })),
  TERMS,
);
const modelled = ({ amounts }: Run) =>
  TERMS.reduce((sum, term) => sum + constants[term] * (amounts[term] ?? 0), 0);
const ratios = usable.map((run) => run.seconds / modelled(run));
const concurrent = usable.flatMap((run, at) => (isConcurrent(run) ? [ratios[at] ?? 1] : []));
const off = usable.flatMap((run, at) =>
  isConcurrent(run) ? [] : [Math.max(ratios[at] ?? 1, 1 / (ratios[at] ?? 1))],
);

const of = (start: string, no = "no such work") =>
  runs.filter(({ work }) => work.startsWith(start) && !work.includes(no));
const perRow = ({ walBytes, heapBytes, rows }: Run, heap: number) => (walBytes - heap * heapBytes) / rows;
const updatedHeap = median(
  of("UPDATE with no indexes").map(({ walBytes, heapBytes }) => walBytes / heapBytes),
);
const speed = {
  measuredOn: "PostgreSQL 18, CPU seconds; keys in src/production/work-speed.ts",
  runs: runs.length,
  medianError: Number(median(off).toPrecision(3)),
  seconds: Object.fromEntries(TERMS.map((term) => [term, rounded(constants[term])])),
  concurrently: rounded(median(concurrent)),
  probeSeconds: rounded(probe),
  indexBytesPerRow: {
    fixed: rounded(median(of("CREATE INDEX (k)").map((run) => run.indexBytes / run.rows))),
    text: rounded(median(of("CREATE INDEX (t)").map((run) => run.indexBytes / run.rows))),
  },
  wal: {
    rewritten: rounded(
      median(
        of("ALTER TABLE t ALTER k TYPE bigint with 0").map(
          (run) => run.walBytes / (run.heapBytes + run.toastBytes),
        ),
      ),
    ),
    built: rounded(median(of("CREATE INDEX (").map((run) => run.walBytes / run.indexBytes))),
    updatedHeap: rounded(updatedHeap),
    updatedKey: rounded(median(of("UPDATE with (id), (k), (t)").map((run) => perRow(run, updatedHeap) / 3))),
  },
};
writeFileSync(new URL("../src/postgres/speed.json", import.meta.url), `${JSON.stringify(speed, null, 2)}\n`);
off.sort((a, b) => a - b);
console.log(
  `median ${median(off).toFixed(2)}, 90 % within ${off[Math.floor(off.length * 0.9)]?.toFixed(2)}, worst ${off.at(-1)?.toFixed(2)}`,
);

function lineOf({ work, shape, rows, seconds, walBytes, heapBytes, indexBytes }: Run): string {
  return `${seconds.toFixed(3)} s, ${(walBytes / 1e6).toFixed(1)} MB of WAL: ${work} (${shape}, ${rows} rows, heap ${(heapBytes / 1e6).toFixed(0)} MB, indexes ${(indexBytes / 1e6).toFixed(0)} MB)`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
