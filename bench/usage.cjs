// Preloaded into every Node process that is timed: leaves its CPU time and peak memory in LOCKGATE_BENCH_USAGE.
const { appendFileSync } = require("node:fs");
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  appendFileSync(process.env.LOCKGATE_BENCH_USAGE, `${(userCPUTime + systemCPUTime) / 1e6} ${maxRSS / 1024}\n`);
});
