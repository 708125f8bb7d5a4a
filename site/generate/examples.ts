/** The incidents of the museum that are a folder of plain SQL, for the playground: what was there and what was merged. */
import { readdirSync, readFileSync } from "node:fs";

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly schema: string;
  readonly migration: string;
}

export function examplesIn(museum: URL): Example[] {
  const folders = readdirSync(museum).sort();
  return folders.flatMap((id) => {
    const of = (part: string) => new URL(`${id}/${part}`, `${museum}/`);
    const [schema, migration] = [of("base/migrations/"), of("incident/migrations/")].map(onlyText);
    if (schema === undefined || migration === undefined) return [];
    const [heading = ""] = readFileSync(of("README.md"), "utf8").split("\n");
    return [{ id, title: `${id.slice(0, 4)}: ${heading.replace(/^# /, "")}`, schema, migration }];
  });
}

/** The text of the one file of a folder; undefined where there is no such folder, or more in it. */
function onlyText(folder: URL): string | undefined {
  try {
    const [file, ...more] = readdirSync(folder);
    return file === undefined || more.length > 0 ? undefined : readFileSync(new URL(file, folder), "utf8");
  } catch {
    return undefined;
  }
}
