/** A way of signing in. */
export type AuthMethod = 'AppCredentials' | 'UserCredentials' | 'Pat' | 'AccessToken' | 'ManagedIdentity'

/** What a setting's value is; it decides how the value is checked and what a form shows. */
export type ValueKind =
  'choice' | 'text' | 'secret' | 'url' | 'scopes' | 'file' | 'version' | 'status codes' | 'count' | 'switch'

export interface SettingOption {
  /** The value in its canonical spelling. */
  readonly value: string
  readonly label: string
}

/** One connection setting. */
export interface ConnectionSetting {
  /** Canonical spelling; keys are compared without regard to case. */
  readonly key: string
  /** Label of the reference pages. */
  readonly label: string
  /** What the reference pages add to the label in parentheses, by way of signing in. */
  readonly labelNote?: Partial<Readonly<Record<AuthMethod, string>>>
  readonly kind: ValueKind
  readonly usedBy: readonly AuthMethod[]
  readonly requiredBy: readonly AuthMethod[]
  /** Settings that may be given in its place; of it and these, those who require it need exactly one. */
  readonly alternatives?: readonly string[]
  /** Value used when none is given, by way of signing in. */
  readonly default: Partial<Readonly<Record<AuthMethod, string>>>
  /** All there are for `choice` and `switch`, suggestions for the others. */
  readonly options: readonly SettingOption[]
  /** What it is and where to find the value. */
  readonly help: string
  /** Never shown, logged or stored in the clear. */
  readonly secret: boolean
  /** Unit of a number. */
  readonly unit?: string
}
