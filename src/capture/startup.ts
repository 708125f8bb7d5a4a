/** What a client sends before its first query: requests for encryption, the startup message, a request to cancel. */
import { settingsIn } from "../postgres/session-options.ts";
import { Fields, int32, type Message, message, ProtocolViolation } from "./messages.ts";

export type Opening =
  | { readonly kind: "encryption"; readonly by: "TLS" | "GSS" }
  | { readonly kind: "startup"; readonly parameters: ReadonlyMap<string, string>; readonly minor: number }
  | { readonly kind: "cancel"; readonly processId: number; readonly secret: Buffer };

// pqcomm.h
const CANCEL = 80877102;
const SSL = 80877103;
const GSSENC = 80877104;
const PROTOCOL_3 = 3;

/** @throws {ProtocolViolation} for a client of protocol 2 or of none. */
export function readOpening({ body }: Message): Opening {
  const fields = new Fields(body);
  const code = fields.int32();
  if (code === SSL) return { kind: "encryption", by: "TLS" };
  if (code === GSSENC) return { kind: "encryption", by: "GSS" };
  if (code === CANCEL)
    return { kind: "cancel", processId: fields.int32(), secret: fields.bytes(body.length - 8) };
  if (code >> 16 !== PROTOCOL_3) throw new ProtocolViolation(`protocol ${code >> 16}.${code & 0xffff}`);
  const parameters = new Map<string, string>();
  for (let name = fields.text(); name !== ""; name = fields.isAtEnd ? "" : fields.text()) {
    parameters.set(name, fields.text());
  }
  return { kind: "startup", parameters, minor: code & 0xffff };
}

/** Tells a client that asked for a newer minor version, or for options of the protocol, that 3.0 is spoken here. */
export function negotiateVersion(parameters: ReadonlyMap<string, string>): Buffer {
  const options = [...parameters.keys()].filter((name) => name.startsWith("_pq_."));
  return message("v", int32(PROTOCOL_3 << 16), int32(options.length), ...options);
}

/** The settings of a startup message: those of `options` first, then its own. */
export function settingsOf(parameters: ReadonlyMap<string, string>): [name: string, value: string][] {
  const own = [...parameters].filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith("_pq_."));
  return [...settingsIn(parameters.get("options") ?? ""), ...own];
}

const NOT_SETTINGS: ReadonlySet<string> = new Set(["user", "database", "options", "replication"]);
