/** Values of parameters as PostgreSQL prints them, with the names of their types. */
import type { Exchange, Parameter } from "./exchange.ts";
import type { PlainClient } from "./plain-client.ts";

export interface ReadParameter {
  /** In format_type's words: "bigint"; null where the client left it to the server and did not ask. */
  readonly type: string | null;
  readonly value: string | null;
}

/** Asks the server, which alone knows the binary forms of its types. */
export class ParameterReader {
  readonly #client: PlainClient;
  readonly #types = new Map<number, string | null>();

  constructor(client: PlainClient) {
    this.#client = client;
  }

  /** Null for a value that cannot be read: of a type that is gone again, or of unknown form. */
  async read({ parameters }: Pick<Exchange, "parameters">): Promise<ReadParameter[] | null> {
    const read: ReadParameter[] = [];
    for (const parameter of parameters) {
      const value = await this.#valueOf(parameter);
      if (value === undefined) return null;
      read.push({ type: await this.#typeOf(parameter.type), value });
    }
    return read;
  }

  async #typeOf(oid: number): Promise<string | null> {
    if (oid === 0) return null;
    const known = this.#types.get(oid);
    if (known !== undefined) return known;
    const { rows } = await this.#client.simple(
      `SELECT pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid OPERATOR(pg_catalog.=) ${oid}`,
    );
    const name = rows[0]?.[0] ?? null;
    this.#types.set(oid, name);
    return name;
  }

  async #valueOf(parameter: Parameter): Promise<string | null | undefined> {
    const { value, isBinary, type } = parameter;
    if (value === null) return null;
    if (!isBinary) return value.toString("utf8");
    if (type === 0) return undefined;
    const { rows, error } = await this.#client.extended("SELECT $1", [parameter]);
    return error === null ? rows[0]?.[0] : undefined;
  }
}
