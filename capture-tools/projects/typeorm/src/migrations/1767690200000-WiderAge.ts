import { type MigrationInterface, type QueryRunner, TableColumn } from "typeorm";

export class WiderAge1767690200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.changeColumn(
      "patients",
      "age",
      new TableColumn({ name: "age", type: "bigint", isNullable: false }),
    );
    await queryRunner.query(`CREATE INDEX "visits_at_idx" ON "visits" ("at")`);
  }

  async down(): Promise<void> {}
}
