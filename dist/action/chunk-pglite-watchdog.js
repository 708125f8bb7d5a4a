import{Worker as e}from"node:worker_threads";function t(t,r){new e(n,{eval:!0,workerData:{bytes:t*1e6,parent:process.ppid,signal:r},stdin:!1}).unref()}const n=`
const { bytes, parent, signal } = require("node:worker_threads").workerData;
function orphaned() {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === "ESRCH"; }
}
setInterval(() => {
  if (orphaned()) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > bytes) process.kill(process.pid, signal);
}, 100);
`;export{t};