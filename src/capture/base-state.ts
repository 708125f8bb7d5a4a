/** A database as the migrations of the base leave it, and what is known of them. */
import type { Shadow } from "../shadow/engines/shadow.ts";
import type { Attempt } from "./attempt.ts";
import { type CaptureServer, captureServer } from "./capture-server.ts";
import type { Recording, RecordingNote } from "./recording.ts";

export interface BaseRecord extends Pick<Recording["base"], "from" | "migrations"> {
  readonly historyTable: string | null;
  readonly notes: readonly RecordingNote[];
}

export interface OpenDatabase {
  readonly shadow: Shadow;
  readonly server: CaptureServer;
}

export interface BaseState extends OpenDatabase {
  readonly record: BaseRecord;
}

/** A database that has what is there before the first migration. */
export async function openEmpty({ openShadow, extensions }: Attempt): Promise<OpenDatabase> {
  const shadow = await openShadow(extensions, null);
  return { shadow, server: await captureServer(shadow) };
}

export async function closeDatabase({ server, shadow }: OpenDatabase): Promise<void> {
  await server.close();
  await shadow.close();
}
