import type { ClientConfig } from "pg";

/** A database URL, taken apart so that nothing secret in it is ever printed. */
export interface DatabaseUrl {
  /** `host:port/database`, without user and password: how messages name the database. */
  readonly label: string;
  /** Prisma's `?schema=`: where its tables and its history live. */
  readonly schema: string | null;
  /** Settings at the start of the session: libpq's `options`. They stand in no attempt. */
  readonly options: string | null;
  /** What must not appear in a message. */
  readonly secrets: readonly string[];
  /** What to try, in this order: libpq's `prefer` and `allow` stand for two attempts. */
  readonly attempts: readonly ClientConfig[];
}

/** The user's mistake in a URL, in words that never repeat it. */
export class DatabaseUrlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DatabaseUrlError";
  }
}

/**
 * Reads a `postgres://` URL. The TLS options mean what they mean in libpq (and so in psql, Prisma and Go's drivers):
 * no `sslmode` is `prefer`, `require` does not verify the certificate.
 *
 * @throws {DatabaseUrlError}
 */
export function parseDatabaseUrl(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): DatabaseUrl {
  const url = asUrl(text);
  const parameters = url.searchParams;
  asLibpq(parameters);
  const mode = parameters.get("sslmode") ?? env.PGSSLMODE ?? (parameters.has("ssl") ? null : "prefer");
  const password = [
    url.password,
    decoded(url.password),
    parameters.get("password") ?? "",
    env.PGPASSWORD ?? "",
  ];
  const host = parameters.get("host") || decoded(url.hostname) || env.PGHOST || "localhost";
  const port = parameters.get("port") || url.port || env.PGPORT || "5432";
  return {
    label: `${host}:${port}/${decoded(url.pathname.slice(1)) || env.PGDATABASE || ""}`,
    schema: parameters.get("schema"),
    options: parameters.get("options"),
    // A shorter one would blot out half of every message, and tells nobody anything.
    secrets: [...new Set(password)].filter((secret) => secret.length >= LEAST_SECRET),
    attempts: attemptsOf(url, mode),
  };
}

const LEAST_SECRET = 3;

function asUrl(text: string): URL {
  const mistake = mistakeIn(text.trim());
  if (mistake !== null) throw new DatabaseUrlError(`the database URL cannot be read: ${mistake}`);
  try {
    // `user@/database?host=/socket`: WHATWG's URL wants a host behind a user.
    const url = new URL(text.trim().replace(/^(\w+:\/\/[^/?#]*@)(?=\/)/, "$1localhost"));
    if (!isCutByPassword(url)) return url;
  } catch {
    // The error of URL carries its input, password and all.
  }
  throw new DatabaseUrlError(
    `the database URL cannot be read: it must be ${WANTED}, with special characters of the password percent-encoded`,
  );
}

/** A slash, "?" or "#" in a password ends the host too early: what is taken for host and database is then the password. */
function isCutByPassword({ username, pathname, search, hash }: URL): boolean {
  return hash !== "" || pathname.includes("@") || (username === "" && search.includes("@"));
}

const WANTED = "postgres://user:password@host:port/database";

/** What people write where a URL is wanted, by how it begins, and what to do. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [
    /^["'`\u2018\u2019\u201c\u201d]/,
    "it stands in quotes, which are a part of the value here: leave them out",
  ],
  [/^jdbc:/i, `it is one for JDBC: write it as ${WANTED}`],
  [/^psql\s/i, "it is a command line: give the URL alone, without psql and quotes"],
  [/^(?:export\s+)?[A-Z_][A-Z0-9_]*=/, "it begins with the name of a variable: give the URL alone"],
  [/^\w+\s*=/, `it is a list of keywords and values: write it as ${WANTED}`],
  [
    /^(?:mysql|mariadb|sqlite|file|mongodb(?:\+srv)?|sqlserver|mssql|cockroachdb|libsql):/i,
    "it is not PostgreSQL's",
  ],
  [/^prisma(?:\+postgres)?:/i, "it is Prisma's own: give the database's direct URL"],
];

function mistakeIn(text: string): string | null {
  if (/^postgres(?:ql)?:\/\//i.test(text)) return null;
  return (
    FORMS.find(([form]) => form.test(text))?.[1] ?? `it does not begin with postgres://, as in ${WANTED}`
  );
}

/** Prisma's own TLS options in libpq's words: its `sslcert` is the certificate of the server's authority. */
function asLibpq(parameters: URLSearchParams): void {
  const authority = parameters.get("sslcert");
  if (authority !== null && !parameters.has("sslkey")) {
    parameters.delete("sslcert");
    parameters.set("sslrootcert", authority);
  }
  if (parameters.get("sslaccept") === "strict") parameters.set("sslmode", "verify-full");
  // Node's own certificates are what pg takes where no sslrootcert is given.
  if (parameters.get("sslrootcert") === "system") parameters.delete("sslrootcert");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function attemptsOf(url: URL, mode: string | null): ClientConfig[] {
  const plain = { connectionString: withMode(url, null), ssl: false };
  const unverified = { connectionString: withMode(url, null), ssl: { rejectUnauthorized: false } };
  switch (mode) {
    case "prefer":
      return [unverified, plain];
    case "allow":
      return [plain, unverified];
    case "disable":
      return [plain];
    default:
      return [{ connectionString: withMode(url, mode) }];
  }
}

/** The URL with `mode` in libpq's meaning, or without any. */
function withMode(url: URL, mode: string | null): string {
  const copy = new URL(url);
  const parameters = copy.searchParams;
  parameters.delete("uselibpqcompat");
  parameters.delete("sslmode");
  parameters.delete("options");
  if (mode !== null) {
    parameters.set("sslmode", mode);
    // pg's own reading takes "require" for "verify-full".
    if (mode !== "no-verify") parameters.set("uselibpqcompat", "true");
  }
  return copy.href;
}
