/** Read by vite, svelte-check and ESLint. */
export default {
  compilerOptions: {
    runes: true,
    // A region that scrolls is given a place in the order of the keyboard; the rule knows nothing of that reason.
    warningFilter: ({ code }) => code !== 'a11y_no_noninteractive_tabindex',
  },
}
