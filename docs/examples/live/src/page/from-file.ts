/**
 * A page that was opened from the file system may neither load modules nor fetch its model. This script, no
 * module itself, says so where the page would only go on starting.
 */
if (globalThis.location.protocol === 'file:') {
  const status = document.getElementById('status');
  if (status !== null) {
    status.textContent =
      'This page needs a web server: run npm run live, or npm run docs -- --serve.';
  }
}
