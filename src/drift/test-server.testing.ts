/** For tests: a server of PostgreSQL with a new database for each test. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Major, type PostgresServer, startServer } from "../../postgres-servers/servers.ts";
import { connect, type ServerSession } from "../shadow/engines/server.ts";

/** A server for the tests of one suite. */
export class TestServer {
  server!: PostgresServer;
  admin!: ServerSession;
  /** The database of the running test. */
  url = "";
  live!: ServerSession;
  #databases = 0;

  constructor(major: Major) {
    beforeAll(async () => {
      this.server = await startServer(major);
      this.admin = await connect(this.server.url);
    });
    afterAll(async () => {
      await this.admin?.end();
      await this.server?.stop();
    });
    beforeEach(() => this.useNewDatabase());
    afterEach(() => this.live.end());
  }

  /** Connects `live` to a new database, which is the one of the test from here on. */
  async useNewDatabase(): Promise<void> {
    this.url = await this.createDatabase();
    this.live = await connect(this.url);
  }

  /** The URL of one more database. `options`: what follows its name in CREATE DATABASE. */
  async createDatabase(options = ""): Promise<string> {
    this.#databases += 1;
    await this.admin.query(`CREATE DATABASE test${this.#databases} ${options}`);
    return this.server.url.replace(/postgres$/, `test${this.#databases}`);
  }
}

export function databaseOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
