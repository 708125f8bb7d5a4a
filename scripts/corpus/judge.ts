/** A folder judged by a rehearsed check, beside what its migrations do to a database. */
import { check } from "../../src/index.ts";
import { type Measured, measure } from "./measure.ts";
import { replay } from "./replay.ts";

export interface Judged extends Measured {
  /** "path:line: reason" */
  readonly unanalyzed: readonly string[];
}

export async function judge(dir: string): Promise<Judged> {
  const { report } = await check({ cwd: dir, all: true, env: {}, noCache: true });
  return {
    ...measure(report, await replay(report)),
    unanalyzed: report.unanalyzed.map(({ path, line, reason }) => `${path}:${line}: ${reason}`),
  };
}
