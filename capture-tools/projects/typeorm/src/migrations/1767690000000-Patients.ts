import { type MigrationInterface, type QueryRunner, Table } from "typeorm";

export class Patients1767690000000 implements MigrationInterface {
  name = "Patients1767690000000";

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: "patients",
        columns: [
          { name: "id", type: "int", isPrimary: true, isGenerated: true, generationStrategy: "increment" },
          { name: "name", type: "varchar", isNullable: false },
          { name: "age", type: "int", isNullable: false },
        ],
      }),
    );
    
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("patients");
  }
}
