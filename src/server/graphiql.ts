import type { IncomingMessage, ServerResponse } from 'node:http';
import { Worker } from 'node:worker_threads';
import { FILE_CODINGS, type FileCoding, type PackedFile, packFile } from './graphiql/packed-file.ts';
import { contentSecurityPolicy, type PageOptions, renderPage } from './graphiql/page.ts';
import { negotiateCoding, negotiateMediaType } from './negotiation.ts';
import { toPageHeaders } from './page-headers.ts';
import { sendRepresentation } from './representation.ts';
import { isRead, pathOf } from './request-head.ts';

/** How the explorer greets its user, and whom it tells of trouble. */
export interface GraphiqlOptions extends PageOptions {
  /** Whether files are compressed as browsers accept it. */
  readonly compression: boolean;
  /** Told why a browser could not be given a file. */
  readonly onFailure: (error: unknown) => void;
}

/** The explorer behind a node:http server. */
export interface Graphiql {
  /** Answers the page, its assets and the favicon; `false` leaves the request to the next one in line, untouched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

interface SiteFile {
  readonly file: PackedFile;
  readonly cacheControl: string;
}

/** The files of the explorer by their paths. */
type Site = ReadonlyMap<string, SiteFile>;

const endpoint = '/graphql';
const assetPrefix = `${endpoint}/assets/`;
const faviconPath = '/favicon.ico';

const pageHeaders = { ...toPageHeaders(contentSecurityPolicy), vary: 'accept, accept-encoding' };

/** Browsers like HTML best; API clients name JSON, or send nothing but a range that fits everything. */
const pickType = negotiateMediaType(['application/json', 'application/graphql-response+json', 'text/html']);

/** Makes the explorer. Nothing is read or compressed before the first browser comes. */
export function createGraphiql({ onFailure, compression, ...options }: GraphiqlOptions): Graphiql {
  const pickCoding = negotiateCoding(compression ? FILE_CODINGS : []);
  let site: Promise<Site> | undefined;

  function openSite(): Promise<Site> {
    site ??= buildSite(options).catch((error: unknown) => {
      // The next browser tries again.
      site = undefined;
      throw error;
    });
    return site;
  }

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = (await openSite()).get(path);
    if (found) send(request, response, found, pickCoding(request.headers['accept-encoding']));
    else response.writeHead(404, { ...pageHeaders, 'content-type': 'text/plain' }).end('No such file.\n');
  }

  return {
    handle(request, response) {
      const path = pathOf(request);
      const isFile = path === faviconPath || path.startsWith(assetPrefix);
      if (!isRead(request)) return false;
      if (!isFile && (path !== endpoint || pickType(request.headers.accept) !== 'text/html')) return false;
      answer(path, request, response).catch((error: unknown) => {
        onFailure(error);
        if (response.headersSent) return void response.destroy();
        response.writeHead(500, { ...pageHeaders, 'content-type': 'text/plain' });
        response.end('The explorer could not be loaded. Load the page again, or send the operation as a POST.\n');
      });
      return true;
    },
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { file, cacheControl }: SiteFile,
  coding: FileCoding,
): void {
  const contentCoding = coding === 'identity' ? {} : { 'content-encoding': coding };
  sendRepresentation(
    request,
    response,
    { ...pageHeaders, 'cache-control': cacheControl },
    {
      etag: `"${file.hash}-${coding}"`,
      metadata: { 'content-type': file.type, ...contentCoding },
      body: file.bodies[coding],
    },
  );
}

async function buildSite(options: PageOptions): Promise<Site> {
  const assets = await packAssets();
  const pathOfAsset = (name: string): string => {
    const [stem, extension] = name.split('.');
    return `${assetPrefix}${stem}-${assetNamed(name).hash}.${extension}`;
  };
  const assetNamed = (name: string): PackedFile => {
    const file = assets.get(name);
    if (file === undefined) throw new Error(`The explorer has no asset ${name}`);
    return file;
  };
  // Relative to the page: a proxy may serve the gateway below a path of its own.
  const page = await packFile(
    'text/html; charset=utf-8',
    renderPage(options, (name) => `.${pathOfAsset(name)}`),
  );
  const site = new Map<string, SiteFile>([
    [endpoint, { file: page, cacheControl: 'no-cache' }],
    [faviconPath, { file: assetNamed('logo.svg'), cacheControl: 'public, max-age=86400' }],
  ]);
  // A path holds the hash of its content, so a file may be cached for ever.
  const cacheControl = 'public, max-age=31536000, immutable';
  for (const [name, file] of assets) site.set(pathOfAsset(name), { file, cacheControl });
  return site;
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
