/** Asks a worker to rehearse what stands in the editors. */
import type { Report } from "../../src/report/report.ts";
import type { Progress } from "../../src/shadow/rehearse/rehearsal.ts";
import type { Script } from "./folder.ts";

export interface Asked extends Script {
  readonly major: number;
}

export type Answered =
  | { readonly kind: "progress"; readonly stage: Progress["stage"] }
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "failure"; readonly reason: string };

export interface RehearseOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (stage: Progress["stage"]) => void;
}

/** Milliseconds until a rehearsal is given up, the load of the server included: its SQL may never end. */
const LONGEST = 120_000;

/** @throws {Error} with words for the user; after an abort, the signal's reason. */
export async function rehearse(asked: Asked, { signal, onProgress }: RehearseOptions): Promise<Report> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./rehearse-worker.ts", import.meta.url), { type: "module" });
  const limit = AbortSignal.timeout(LONGEST);
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      limit.addEventListener("abort", () =>
        reject(new Error(`the rehearsal takes longer than ${LONGEST / 1000} s`)),
      );
      worker.onerror = ({ message }) => reject(new Error(message || "the worker cannot be loaded"));
      worker.onmessage = ({ data }: MessageEvent<Answered>) => {
        if (data.kind === "progress") onProgress(data.stage);
        else if (data.kind === "report") resolve(data.report);
        else reject(new Error(data.reason));
      };
      worker.postMessage(asked);
    });
  } finally {
    worker.terminate();
  }
}
