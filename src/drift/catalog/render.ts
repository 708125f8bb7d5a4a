import { literal, quoted } from "../../sql/quote.ts";
import type { Asked } from "./extract.ts";
import type { CatalogObject, Fact } from "./fact.ts";
import { NAME } from "./fact-text.ts";

/** SQL that recreates a definition under another name, and the query that gives its text back. */
interface Rendering {
  readonly make: string;
  readonly ask: string;
}

type Renderer = (fact: Fact, text: string) => Rendering | null;

/** The name that what is rendered stands under for a moment. */
export const PROBE = "lockgate_probe";

/** What two servers may write differently though it is the same, by object and attribute. */
const RENDERERS: Partial<Record<CatalogObject, Readonly<Record<string, Renderer>>>> = {
  view: { definition: query },
  "materialized view": { definition: query },
  column: {
    default: (fact, text) => ({
      make: `ALTER TABLE ${tableOf(fact)} ALTER COLUMN ${quoted(fact.name)} SET DEFAULT ${text}`,
      ask: `${DEFAULT_OF} d.adrelid = ${regclass(fact)} AND a.attname = ${literal(fact.name)}`,
    }),
    expression: (fact, text) => ({
      make: `ALTER TABLE ${tableOf(fact)} ADD COLUMN ${PROBE} ${fact.attributes.type} GENERATED ALWAYS AS (${text}) STORED`,
      ask: `${DEFAULT_OF} d.adrelid = ${regclass(fact)} AND a.attname = '${PROBE}'`,
    }),
  },
  constraint: {
    definition: (fact, text) => constraint(fact, text, `ALTER TABLE ${tableOf(fact)}`),
  },
  "domain constraint": {
    definition: (fact, text) => constraint(fact, text, `ALTER DOMAIN ${tableOf(fact)}`),
  },
  domain: {
    default: (fact, text) => ({
      make: `ALTER DOMAIN ${tableOf(fact)} SET DEFAULT ${text}`,
      ask: `SELECT pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = ${literal(tableOf(fact))}::regtype`,
    }),
  },
  index: {
    definition: (_, text) => ({
      make: renamed(text, /^(CREATE (?:UNIQUE )?INDEX )/, PROBE),
      ask: `SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = '${PROBE}' AND relkind IN ('i', 'I')`,
    }),
  },
  trigger: {
    definition: (_, text) => ({
      make: renamed(text, /^(CREATE (?:CONSTRAINT )?TRIGGER )/, PROBE),
      ask: `SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = '${PROBE}' AND tgparentid = 0`,
    }),
  },
  rule: {
    definition: (_, text) => ({
      make: renamed(text, /^(CREATE RULE )/, PROBE),
      ask: `SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE rulename = '${PROBE}'`,
    }),
  },
  policy: {
    using: (fact, text) => ({
      make: `CREATE POLICY ${PROBE} ON ${tableOf(fact)} USING (${text})`,
      ask: `SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = '${PROBE}'`,
    }),
    "with check": (fact, text) => ({
      make: `CREATE POLICY ${PROBE} ON ${tableOf(fact)} WITH CHECK (${text})`,
      ask: `SELECT pg_get_expr(polwithcheck, polrelid) FROM pg_policy WHERE polname = '${PROBE}'`,
    }),
  },
  "statistics object": {
    definition: (fact, text) => ({
      make: renamed(text, /^(CREATE STATISTICS )/, `${quoted(fact.schema ?? "")}.${PROBE}`),
      ask: `SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxname = '${PROBE}'`,
    }),
  },
  function: { definition: routine },
  procedure: { definition: routine },
  table: {
    "partitioned by": (fact, text) => ({
      make: `CREATE TEMP TABLE ${PROBE} (LIKE ${tableOf(fact)}) PARTITION BY ${text}`,
      ask: `SELECT pg_get_partkeydef('pg_temp.${PROBE}'::regclass)`,
    }),
  },
};

const DEFAULT_OF = `SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
  JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE`;

function query(_: Fact, text: string): Rendering {
  return {
    make: `CREATE TEMP VIEW ${PROBE} AS ${text}`,
    ask: `SELECT pg_get_viewdef('pg_temp.${PROBE}'::regclass)`,
  };
}

/** Keys and references hold no expression: every server writes them alike. */
function constraint(_: Fact, text: string, alter: string): Rendering | null {
  if (!/^(?:CHECK|EXCLUDE)\b/.test(text)) return null;
  const ask = `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '${PROBE}' AND conparentid = 0`;
  return { make: `${alter} ADD CONSTRAINT ${PROBE} ${text}`, ask };
}

function routine(fact: Fact, text: string): Rendering {
  return {
    make: text,
    ask: `SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = ${literal(fact.schema ?? "")}
        AND p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = ${literal(fact.name)}`,
  };
}

function renamed(text: string, before: RegExp, name: string): string {
  return text.replace(new RegExp(`${before.source}${NAME}`), (_, start: string) => `${start}${name}`);
}

function tableOf({ schema, relation }: Fact): string {
  return `${quoted(schema ?? "")}.${quoted(relation ?? "")}`;
}

function regclass(fact: Fact): string {
  return `${literal(tableOf(fact))}::regclass`;
}

// Everything that a rendering makes is undone by the exception that carries its answer out.
const RENDER = `CREATE FUNCTION pg_temp.lockgate_render(make text, ask text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
  BEGIN
    EXECUTE make;
    EXECUTE ask INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'LG001', MESSAGE = coalesce(answer, '');
  EXCEPTION WHEN SQLSTATE 'LG001' THEN RETURN answer; WHEN OTHERS THEN RETURN NULL;
  END;
END $$`;

/** A text of a fact that may be written in several ways. */
export interface Wording {
  readonly fact: Fact;
  readonly attribute: string;
  readonly text: string;
}

/**
 * The texts as the shadow writes them, in their order; null where it does not take one, or where every server writes
 * alike. All in one transaction that is rolled back.
 */
export async function renderOnShadow(
  shadow: Asked,
  wordings: readonly Wording[],
): Promise<(string | null)[]> {
  const renderings = wordings.map(
    ({ fact, attribute, text }) => RENDERERS[fact.object]?.[attribute]?.(fact, text) ?? null,
  );
  if (renderings.every((rendering) => rendering === null)) return renderings.map(() => null);
  await shadow.query("BEGIN");
  try {
    for (const setting of [
      "search_path = ''",
      "check_function_bodies = off",
      "client_min_messages = error",
    ]) {
      await shadow.query(`SET LOCAL ${setting}`);
    }
    // An event trigger of the migrations would run on what is made here.
    if (shadow.major >= 17) await shadow.query("SET LOCAL event_triggers = off");
    await shadow.query(RENDER);
    const rows = await shadow.query<{ text: string | null }>(
      `SELECT CASE WHEN r->>'make' IS NOT NULL THEN pg_temp.lockgate_render(r->>'make', r->>'ask') END AS text
       FROM json_array_elements($1::json) WITH ORDINALITY AS e (r, i) ORDER BY i`,
      [JSON.stringify(renderings.map((rendering) => rendering ?? {}))],
    );
    return rows.map(({ text }) => text?.replaceAll("\r\n", "\n").trim() ?? null);
  } finally {
    await shadow.query("ROLLBACK");
  }
}
