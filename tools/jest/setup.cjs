/** Runs before each test file: drops the advertisement that TensorFlow.js prints on first use of the cpu backend. */
const warn = console.warn;
console.warn = (...words) => {
  if (!String(words[0]).includes('install our node backend')) warn(...words);
};
