import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { startServer } from "../../postgres-servers/servers.ts";
import { MAJORS } from "../postgres/majors.ts";
import { loadParser } from "./parse.ts";
import { quoted } from "./quote.ts";

beforeAll(loadParser);

test.each(MAJORS)(
  "every keyword of %i is quoted as it quotes it, and so are names with digits",
  async (major) => {
    const server = await startServer(major);
    const client = new pg.Client({ connectionString: server.url });
    try {
      await client.connect();
      const { rows } = await client.query<{ word: string; name: string; written: string }>(
        `SELECT word, name, quote_ident(name) AS written
       FROM pg_get_keywords(), LATERAL (VALUES (word), (word || '1')) AS names (name)`,
      );
      expect(rows.length).toBeGreaterThan(800);
      // A later version may have made a word a keyword: then it is quoted, which is never wrong.
      const wrong = rows.filter(({ name, written }) => quoted(name) !== written && written !== name);
      expect(wrong).toEqual([]);
      expect(rows.filter(({ word }) => /[0-9$]/.test(word))).toEqual([]);
    } finally {
      await client.end();
      await server.stop();
    }
  },
);
