import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { brotliDecompress } from 'node:zlib';
import { type PackedFile, packFile } from './graphiql/packed-file.ts';
import { contentSecurityPolicy, renderPage } from './graphiql/page.ts';
import { negotiateMediaType, pickCoding } from './negotiation.ts';
import { toPageHeaders } from './page-headers.ts';

/** How the explorer greets its user. */
export interface GraphiqlOptions {
  /** The sandbox's key is public, so the headers come filled in and every tab runs at once. */
  readonly sandbox: boolean;
}

/** The explorer behind a node:http server. */
export interface Graphiql {
  /** Answers the page, its assets and the favicon; `false` leaves the request to the next one in line, untouched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

interface Site {
  readonly page: PackedFile;
  readonly favicon: PackedFile;
  /** By path. A path holds the hash of its content, so a file may be cached for ever. */
  readonly assets: ReadonlyMap<string, PackedFile>;
}

const endpoint = '/graphql';
const assetPrefix = `${endpoint}/assets/`;

/** Browsers like HTML best; API clients name JSON, or send nothing but a range that fits all. */
const pickType = negotiateMediaType(['application/json', 'application/graphql-response+json', 'text/html']);

const pageHeaders = toPageHeaders(contentSecurityPolicy);

/** Makes the explorer. Nothing is read or compressed before the first browser comes. */
export function createGraphiql({ sandbox }: GraphiqlOptions): Graphiql {
  let site: Promise<Site> | undefined;

  function openSite(): Promise<Site> {
    site ??= buildSite(sandbox).catch((error: unknown) => {
      // The next browser tries again.
      site = undefined;
      throw error;
    });
    return site;
  }

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { page, favicon, assets } = await openSite();
    if (path === endpoint) return send(request, response, page, 'no-cache');
    if (path === '/favicon.ico') return send(request, response, favicon, 'public, max-age=86400');
    const asset = assets.get(path);
    if (asset !== undefined) return send(request, response, asset, 'public, max-age=31536000, immutable');
    response.writeHead(404, { ...pageHeaders, 'content-type': 'text/plain' }).end('No such file.\n');
  }

  return {
    handle(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      const [path = ''] = (request.url ?? '').split('?', 1);
      const ours =
        path === endpoint
          ? pickType(request.headers.accept) === 'text/html'
          : path === '/favicon.ico' || path.startsWith(assetPrefix);
      if (!ours) return false;
      answer(path, request, response).catch(() => {
        if (response.headersSent) return void response.destroy();
        response.writeHead(500, { ...pageHeaders, 'content-type': 'text/plain' });
        response.end('The explorer could not be loaded. Load the page again, or send the operation as a POST.\n');
      });
      return true;
    },
  };
}

async function buildSite(sandbox: boolean): Promise<Site> {
  const files = await packAssets();
  const pathOf = (name: string): string => {
    const [stem, extension] = name.split('.');
    return `${assetPrefix}${stem}-${fileNamed(name).hash}.${extension}`;
  };
  const fileNamed = (name: string): PackedFile => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`The explorer has no asset ${name}`);
    return file;
  };
  return {
    page: await packFile('text/html; charset=utf-8', renderPage(sandbox, pathOf)),
    favicon: fileNamed('logo.svg'),
    assets: new Map([...files].map(([name, file]) => [pathOf(name), file])),
  };
}

function packAssets(): Promise<Map<string, PackedFile>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./graphiql/asset-worker.ts', import.meta.url));
    // A shutdown does not wait for it.
    worker.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The explorer's assets were not packed (exit ${code})`)));
  });
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: PackedFile,
  cacheControl: string,
): Promise<void> {
  const coding = pickCoding(request.headers['accept-encoding']);
  const headers = {
    ...pageHeaders,
    'cache-control': cacheControl,
    etag: `"${file.hash}-${coding}"`,
    vary: 'accept, accept-encoding',
  };
  if (request.headers['if-none-match']?.includes(file.hash)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = coding === 'identity' ? await promisify(brotliDecompress)(file.br) : file[coding];
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': body.byteLength,
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
