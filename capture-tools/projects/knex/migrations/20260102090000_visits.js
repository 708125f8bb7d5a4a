exports.up = (knex) =>
  knex.schema
    .createTable("visits", (table) => {
      table.bigIncrements("id");
      table.integer("member_id").notNullable().references("members.id");
      table.timestamp("at").defaultTo(knex.fn.now());
    })
    .alterTable("members", (table) => {
      table.index("points");
    });

exports.down = (knex) => knex.schema.dropTable("visits");
