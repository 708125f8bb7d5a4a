/** The variables that a captured command gets: where the endpoint is, in all spellings in use, and little else. */

export interface ConnectionValues {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface EnvironmentOptions {
  readonly connection: ConnectionValues;
  /** The config's: `{url} {host} {port} {user} {password} {database}` are filled in. */
  readonly own: Readonly<Record<string, string>>;
  /** Names of variables that are passed on from the caller's environment. */
  readonly passed: readonly string[];
  /** The caller's. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of the file that a tool which verifies TLS is to trust, or null. */
  readonly certificate: string | null;
}

/** Without these hardly any program runs. */
const ALWAYS = ["PATH", "HOME", "LANG", "CI", "NODE_ENV"];

export function environmentOf(options: EnvironmentOptions): Record<string, string> {
  const { connection, own, passed, env, certificate } = options;
  const { host, user, password, database } = connection;
  const port = String(connection.port);
  const values = { url: urlOf(connection), host, port, user, password, database };
  return {
    ...passedOn(passed, env),
    DATABASE_URL: values.url,
    PGHOST: host,
    PGPORT: port,
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    ...spelled("DATABASE", values),
    ...spelled("DB", values),
    DB_DATABASE: database,
    ...(certificate === null ? {} : { NODE_EXTRA_CA_CERTS: certificate, PGSSLROOTCERT: certificate }),
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, filled(value, values)])),
  };
}

/** What of the caller's environment is passed on. */
export function passedOn(
  passed: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = [...ALWAYS, ...passed].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}

export function urlOf({ host, port, user, password, database }: ConnectionValues): string {
  const [u, p, d] = [user, password, database].map(encodeURIComponent);
  return `postgresql://${u}:${p}@${host}:${port}/${d}`;
}

/** DB_HOST, DB_PORT, DB_USER … */
function spelled(
  prefix: string,
  values: Readonly<Record<"host" | "port" | "user" | "password" | "database", string>>,
) {
  return {
    [`${prefix}_HOST`]: values.host,
    [`${prefix}_PORT`]: values.port,
    [`${prefix}_USER`]: values.user,
    [`${prefix}_USERNAME`]: values.user,
    [`${prefix}_PASSWORD`]: values.password,
    [`${prefix}_NAME`]: values.database,
  };
}

function filled(value: string, values: Readonly<Record<string, string>>): string {
  return value.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}
