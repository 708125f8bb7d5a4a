import type { Progress } from "../shadow/rehearse/rehearsal.ts";

/** Most runs are over before anybody wonders. */
const QUIET_MS = 1_000;

const WORDS: Readonly<Record<Progress["stage"], string>> = {
  reading: "reading the live databases",
  starting: "starting the shadow PostgreSQL",
  replaying: "replaying the migrations before",
  rehearsing: "rehearsing",
};

export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away. */
  clear(): void;
}

/** One line on a terminal's stderr that is overwritten, after a second; nothing where stderr is no terminal. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY || process.env.TERM === "dumb") return { show: () => undefined, clear: () => undefined };
  const start = process.uptime();
  let shown = false;
  return {
    show({ stage, done, of }) {
      if ((process.uptime() - start) * 1000 < QUIET_MS) return;
      shown = true;
      const count = stage === "starting" ? "" : ` ${done}/${of}`;
      stream.write(`\r\u001b[K${WORDS[stage]}${count} …`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[K");
      shown = false;
    },
  };
}
