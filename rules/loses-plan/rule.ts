import {
  type Analyzed,
  bytesWords,
  defineRule,
  effectsOf,
  excerptOf,
  type Judgment,
  nameOf,
  rateOf,
  rowsWords,
  type UnplanEffect,
} from "lockgate/rule";

export default defineRule({
  level: "warning",
  summary: "A live query that loses its index reads the whole table at every call.",
  judges: ["unplan"],
  judge(analyzed) {
    const byIndex = new Map<string, UnplanEffect[]>();
    for (const effect of effectsOf(analyzed, "unplan"))
      byIndex.set(effect.index, [...(byIndex.get(effect.index) ?? []), effect]);
    return [...byIndex.values()].flatMap((lost) => judgmentOf(lost, analyzed) ?? []);
  },
  remedy() {
    return {
      summary:
        "keep the index, or first create one that serves these queries (CONCURRENTLY), in the release before",
      sql: "",
      left: "queries",
    };
  },
});

/** The effects of one index. */
function judgmentOf(lost: readonly UnplanEffect[], analyzed: Analyzed): Judgment | undefined {
  const calls = ({ callsPerSecond }: UnplanEffect): number => callsPerSecond ?? 0;
  const [because] = [...lost].sort((a, b) => calls(b) * b.rowsPerCall - calls(a) * a.rowsPerCall);
  if (because === undefined) return;
  const rate = lost.reduce((sum, effect) => sum + calls(effect), 0);
  const isOne = lost.length === 1;
  const isKnown = lost.some(({ callsPerSecond }) => callsPerSecond !== null);
  const who = isOne ? (isKnown ? rateOf(rate) : "a query") : `${lost.length} queries`;
  const often = isKnown && !isOne ? ` (${rateOf(rate)})` : "";
  const isPlural = !isOne || isKnown;
  const may = because.evidence === "assumed" ? " may read" : isPlural ? " read" : " reads";
  const instead = `instead of using ${nameOf(because.index)}`;
  const read = rate > 0 ? lost.reduce((sum, effect) => sum + calls(effect) * effect.rowsPerCall, 0) : 0;
  return {
    message: `${who}${often}${may} ${rowsOf(because, analyzed)} ${instead}${isOne ? ":" : ", first"} ${excerptOf(because.query)}`,
    because,
    covering: lost,
    level: read >= TOO_MANY_ROWS ? "error" : "warning",
  };
}

/** Rows a second; reading them takes four tenths of a processor. */
const TOO_MANY_ROWS = 10_000_000;

/** "all 12.3 M rows of orders (4.1 GB)", "about 40 k of the 12.3 M rows of orders". */
function rowsOf({ relation, rowsPerCall }: UnplanEffect, analyzed: Analyzed): string {
  const stats = analyzed.stats(relation);
  const rows = stats?.rows ?? rowsPerCall;
  const name = nameOf(relation);
  if (rowsPerCall < rows * 0.95)
    return `about ${rowsWords(rowsPerCall)} of the ${rowsWords(rows)} rows of ${name}`;
  return `all ${rowsWords(rows)} rows of ${name}${stats === undefined ? "" : ` (${bytesWords(stats.bytes)})`}`;
}
