/** What an incident's README claims of the report: the heading "What lockgate says" is a list in fixed words. */
import type { Finding } from "../../src/judge/finding.ts";
import type { Incident } from "./incident.ts";

/** The rules that speak of what caused the incident, the gravest first. */
export interface Claims {
  readonly withoutFacts: readonly Claim[];
  /** Null where no facts are needed. */
  readonly withFacts: readonly Claim[] | null;
}

export interface Claim {
  readonly level: Finding["level"];
  readonly rule: string;
}

const LINE = /^- (without facts|with facts): (.+)$/gm;
const CLAIM = /(error|warning|note) `([a-z-]+)`/g;

/** @throws where a line is missing or says nothing that can be checked. */
export function claimsOf({ id, readme, hasFacts }: Incident): Claims {
  const lines = new Map([...readme.matchAll(LINE)].map(([, kind, text = ""]) => [kind, claimsIn(id, text)]));
  const withoutFacts = lines.get("without facts");
  const withFacts = lines.get("with facts") ?? null;
  if (withoutFacts === undefined)
    throw new Error(`${id}: README.md does not say what is found without facts`);
  if ((withFacts === null) === hasFacts)
    throw new Error(`${id}: README.md and stats.json do not fit together`);
  return { withoutFacts, withFacts };
}

function claimsIn(id: string, text: string): Claim[] {
  const claims = [...text.matchAll(CLAIM)].map(([, level, rule = ""]) => ({
    level: level as Claim["level"],
    rule,
  }));
  if (claims.length === 0 && text !== "nothing") throw new Error(`${id}: "${text}" cannot be checked`);
  return claims;
}

/** Whether a reviewer sees it without unfolding anything. */
export function isSeen(claims: readonly Claim[]): boolean {
  return claims.some(({ level }) => level !== "note");
}
