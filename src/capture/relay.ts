/**
 * Runs a command in a network of its own, where 127.0.0.1:5432 leads to the endpoint's Unix socket: `relay <socket> <command> …`.
 * Each connection begins with the client's port in two bytes, by which statements are matched with the places that sent them.
 */
import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { constants } from "node:os";

const [socket = "", program = "", ...args] = process.argv.slice(2);
const PORT = 5432;

const listener = createServer((client) => {
  const port = Buffer.alloc(2);
  port.writeUInt16BE(client.remotePort ?? 0);
  const endpoint = connect(socket);
  // Before what the client sends, which may be here first.
  endpoint.write(port);
  client.pipe(endpoint).pipe(client);
  for (const [one, other] of [
    [client, endpoint],
    [endpoint, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.end());
  }
});
listener.once("listening", () => {
  const child = spawn(program, args, { stdio: "inherit" });
  child.on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
});
// A kernel without IPv6.
listener.once("error", () => listener.listen(PORT, "127.0.0.1"));
// Both 127.0.0.1 and ::1, whichever a resolver prefers.
listener.listen({ port: PORT, host: "::", ipv6Only: false });
