/** Node's Buffer, which the code that reads SQL counts bytes with. To be imported before all of it. */
import { Buffer } from "buffer/";

globalThis.Buffer ??= Buffer as unknown as typeof globalThis.Buffer;
