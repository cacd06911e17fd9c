import { toTable } from '../bench/table.ts';

/** One promise, what came of it, and whether it was kept; undefined for what is only told. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  readonly promise?: string;
  readonly isKept?: boolean;
}

/** Prints the lines as a table in Markdown, and gives whether every promise was kept. */
export function judge(title: string, lines: readonly Line[]): boolean {
  const rows = lines.map(({ what, figure, promise = '', isKept }) => [
    what,
    figure,
    promise,
    isKept === undefined ? '' : isKept ? 'kept' : '**BROKEN**',
  ]);
  process.stdout.write(`\n${title}\n\n${toTable(['', 'figure', 'promise', ''], rows)}\n\n`);
  return lines.every(({ isKept }) => isKept !== false);
}
