/** What the person chose: a look, or the one of the system. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const stored = 'azdo.theme'
const system = window.matchMedia('(prefers-color-scheme: dark)')
const state = $state<{ choice: ThemeChoice; systemIsDark: boolean }>({
  choice: readChoice(),
  systemIsDark: system.matches,
})

/** The look of the pages. `shown` is what is on the screen now; reading it in an effect follows every change. */
export const theme = {
  get choice(): ThemeChoice {
    return state.choice
  },
  get shown(): 'light' | 'dark' {
    return state.choice === 'system' ? (state.systemIsDark ? 'dark' : 'light') : state.choice
  },
  /** Keeps the choice in this browser. */
  choose(choice: ThemeChoice): void {
    state.choice = choice
    localStorage.setItem(stored, choice)
    show()
  },
}

/** Shows the stored choice and follows the system from now on. */
export function startTheme(): void {
  system.addEventListener('change', () => {
    state.systemIsDark = system.matches
    show()
  })
  show()
}

function show(): void {
  document.documentElement.dataset.theme = theme.shown
}

function readChoice(): ThemeChoice {
  const value = localStorage.getItem(stored)
  return value === 'light' || value === 'dark' ? value : 'system'
}
