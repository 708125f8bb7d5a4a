exports.config = { transaction: false };

exports.up = async (knex) => {
  await knex.raw("CREATE INDEX CONCURRENTLY visits_at_idx ON visits (at)");
};

exports.down = async () => {};
