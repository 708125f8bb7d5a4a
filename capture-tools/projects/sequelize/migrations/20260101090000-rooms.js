module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.createTable("rooms", {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: Sequelize.STRING, allowNull: false },
      beds: { type: Sequelize.INTEGER, allowNull: false, defaultValue: 1 },
    });
  },
  down: (queryInterface) => queryInterface.dropTable("rooms"),
};
