import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The SQL files below the given folders, or a made-up Prisma history of `count` migrations in `folder` if none is given. */
export function corpusFiles(folders: readonly string[], folder: string, count: number): string[] {
  if (folders.length === 0) writeHistory(folder, count);
  return (folders.length === 0 ? [folder] : folders).flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === "migration.sql")
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

/** The kinds of statement that make up real Prisma histories, 3.5 a file as in those measured. */
function statements(n: number): string {
  const table = `table_${Math.floor(n / 6)}`;
  if (n % 6 === 0) {
    return `-- CreateTable
CREATE TABLE "${table}" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "amount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "${table}_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "${table}_name_key" ON "${table}"("name");
`;
  }
  const kinds = [
    `-- AlterTable\nALTER TABLE "${table}" ADD COLUMN "a_${n}" TEXT,\nADD COLUMN "b_${n}" BOOLEAN NOT NULL DEFAULT false;\n`,
    `-- CreateEnum\nCREATE TYPE "Kind_${n}" AS ENUM ('A', 'B');\n\n-- AlterTable\nALTER TABLE "${table}" ADD COLUMN "kind_${n}" "Kind_${n}";\n`,
    `-- CreateIndex\nCREATE INDEX "${table}_idx_${n}" ON "${table}"("createdAt", "amount");\n`,
    `-- AlterTable\nALTER TABLE "${table}" ALTER COLUMN "amount" SET DATA TYPE BIGINT;\nUPDATE "${table}" SET "name" = 'x' WHERE "amount" > 10;\n`,
    `-- AlterTable\nALTER TABLE "${table}" ADD COLUMN "parent_${n}" TEXT;\n\n-- AddForeignKey\nALTER TABLE "${table}" ADD CONSTRAINT "fk_${n}" FOREIGN KEY ("parent_${n}") REFERENCES "${table}"("id") ON DELETE SET NULL ON UPDATE CASCADE;\n`,
  ];
  return kinds[n % 5] ?? "";
}

/** Writes a made-up Prisma history of `count` migrations. */
export function writeHistory(folder: string, count: number): void {
  const root = join(folder, "prisma", "migrations");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "migration_lock.toml"), 'provider = "postgresql"\n');
  for (let n = 0; n < count; n++) {
    const name = `${20200101000000 + n}_change_${n}`;
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, "migration.sql"), statements(n));
  }
}
