import { describe, expect, it } from "vitest";
import { type File, readHistory } from "../history.testing.ts";

describe("alembic", () => {
  const file = (revision: string, down: string): File => [
    `versions/${revision}_x.py`,
    `"""x"""\nrevision: str = "${revision}"\ndown_revision: Union[str, None] = ${down}\n`,
  ];
  const files = [file("aaa", "None"), file("bbb", '"aaa"'), file("ccc", '"bbb"')];

  it("takes what the head descends from for applied", () => {
    const { items, applied } = readHistory("alembic", [{ version_num: "bbb" }], files);
    expect(items).toEqual(["pending ccc_x.py"]);
    expect(applied).toEqual(["aaa_x.py", "bbb_x.py"]);
    expect(readHistory("alembic", [{ version_num: "zzz" }], files).items).toEqual(["missing zzz"]);
    const merged = [...files, file("ddd", '"aaa"'), file("eee", '("ccc", "ddd")')];
    expect(readHistory("alembic", [{ version_num: "eee" }], merged).items).toEqual([]);
    expect(readHistory("alembic", [{ version_num: "ccc" }], [...files, file("ddd", '"aaa"')]).items).toEqual([
      "diverged ddd_x.py",
      "pending ddd_x.py",
    ]);
  });
});
