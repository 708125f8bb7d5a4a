import { Migration } from "@mikro-orm/migrations";

export class Migration20260101090000 extends Migration {
  async up() {
    this.addSql("create table animals (id serial primary key, name text not null, weight int not null);");
    this.addSql("insert into animals (name, weight) values ('Lion', 190);");
  }
}
