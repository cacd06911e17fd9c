/** The code of a failure of the system in brackets, for the end of a sentence; empty where it has none. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === undefined ? '' : ` (${code})`;
}

/** Why a file or a folder is of no use, without its name or what is in it. */
export function cannotBeRead(error: unknown): string {
  return `It cannot be read${codeOf(error)}.`;
}
