/** The option that every factory has. */
export interface NamedOptions<Name extends string = string> {
  /** Name in messages and paths: letters, digits, `_`, `.` and `-`. Default: the factory's own. */
  readonly name?: Name;
}
