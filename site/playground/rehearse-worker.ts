/** The worker that runs migrations on the embedded PostgreSQL. It is told one script, answers once, and is ended. */
import "./buffer.ts";
import { checkText } from "./check-text.ts";
import type { Answered, Asked } from "./rehearse.ts";

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  const say = (answer: Answered): void => self.postMessage(answer);
  try {
    const report = await checkText({
      ...data,
      rehearse: true,
      onProgress: ({ stage }) => say({ kind: "progress", stage }),
    });
    say({ kind: "report", report });
  } catch (error) {
    say({ kind: "failure", reason: error instanceof Error ? error.message : String(error) });
  }
};
