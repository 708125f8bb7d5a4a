/** Sessions of a real server: messages go through as they are. */
import { openStream } from "../shadow/engines/server-stream.ts";
import type { Backend, BackendServer } from "./endpoint.ts";
import { type Message, MessageStream, message } from "./messages.ts";
import { settingsOf } from "./startup.ts";

/** A server at `url`, whose user and database every client gets, whatever it asks for. */
export function serverBackend(url: string): BackendServer {
  return {
    async connect(startup, onMessage, onEnd): Promise<Backend> {
      const { stream, parameters, cancel } = await openStream(url, settingsOf(startup));
      const answers = new MessageStream(true);
      stream.on("data", (data: Buffer) => {
        answers.push(data);
        for (let next = answers.next(); next !== null; next = answers.next()) onMessage(next);
      });
      stream.once("close", () => onEnd(null));
      return {
        parameters,
        send: (sent: Message) => void stream.write(sent.raw),
        cancel: () => void cancel().catch(() => {}),
        end: () => void stream.end(message("X")),
      };
    },
  };
}
