module.exports = {
  up: async (queryInterface, Sequelize) => {
    await queryInterface.changeColumn("rooms", "beds", { type: Sequelize.BIGINT, allowNull: false });
    await queryInterface.removeColumn("rooms", "name");
  },
  down: async () => {},
};
