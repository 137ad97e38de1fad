/** Markdown is only checked, never rewritten: every relative link and anchor must lead somewhere. */
export default {
  plugins: [['remark-validate-links', { repository: false }]],
};
