// Both module formats of this package can import this, and only CommonJS has `__dirname`.
module.exports = __dirname;
