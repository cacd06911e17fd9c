/** The codings in which an asset is kept ready. */
export type Coding = 'br' | 'gzip' | 'identity';

/**
 * Whether a caller wants a page rather than data: HTML is named, and nothing that GraphQL answers in is wanted as much.
 * Browsers name `text/html` first; API clients name JSON or send nothing but `*`/`*`.
 */
export function prefersHtml(accept: string | undefined): boolean {
  const wanted = readQualities(accept);
  const html = wanted.get('text/html') ?? 0;
  const data = Math.max(wanted.get('application/json') ?? 0, wanted.get('application/graphql-response+json') ?? 0);
  return html > data && html >= (wanted.get('*/*') ?? 0);
}

/** What a caller likes best to read of the gateway itself; text is for whoever does not say, such as curl. */
export function pickForm(accept: string | undefined): 'html' | 'json' | 'text' {
  if (prefersHtml(accept)) return 'html';
  const wanted = readQualities(accept);
  const json = wanted.get('application/json') ?? 0;
  return json > 0 && json >= (wanted.get('text/plain') ?? 0) ? 'json' : 'text';
}

/** The smallest coding that the caller takes. */
export function pickCoding(acceptEncoding: string | undefined): Coding {
  const wanted = readQualities(acceptEncoding);
  const rest = wanted.get('*') ?? 0;
  if ((wanted.get('br') ?? rest) > 0) return 'br';
  if ((wanted.get('gzip') ?? rest) > 0) return 'gzip';
  return 'identity';
}

function readQualities(header: string | undefined): Map<string, number> {
  const qualities = new Map<string, number>();
  for (const part of header?.split(',') ?? []) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = q === undefined ? 1 : Number(q.slice(2));
    qualities.set(name, Number.isFinite(quality) ? quality : 0);
  }
  return qualities;
}
