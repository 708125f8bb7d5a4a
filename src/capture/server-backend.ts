/** Sessions of a real server: messages go through as they are. */
import { openStream } from "../shadow/engines/server-stream.ts";
import type { Backend, BackendServer } from "./endpoint.ts";
import { type Message, MessageStream, message } from "./messages.ts";
import { ServerSession, ServerWaits } from "./server-waits.ts";
import { settingsOf } from "./startup.ts";

export interface ServerBackend extends BackendServer {
  readonly waits: ServerWaits;
  close(): void;
}

/** A server at `url`, whose user and database every client gets, whatever it asks for. */
export function serverBackend(url: string): ServerBackend {
  const waits = new ServerWaits(url);
  return {
    waits,
    async connect(startup, onMessage, onEnd): Promise<Backend> {
      const session = waits.add(new ServerSession());
      const { stream, parameters, processId, cancel } = await openStream(url, settingsOf(startup));
      session.processId = processId;
      const answers = new MessageStream(true);
      stream.on("data", (data: Buffer) => {
        answers.push(data);
        for (let next = answers.next(); next !== null; next = answers.next()) {
          session.answered(next);
          onMessage(next);
        }
      });
      stream.once("close", () => onEnd(null));
      return {
        parameters,
        send: (sent: Message) => {
          session.sent(sent);
          stream.write(sent.raw);
        },
        cancel: () => void cancel().catch(() => {}),
        end: () => {
          session.hasEnded = true;
          stream.end(message("X"));
        },
      };
    },
    close: () => waits.stop(),
  };
}
