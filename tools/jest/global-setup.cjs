/** Runs once before all tests. */
module.exports = () => undefined;
