import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { ERROR_CODES, type ErrorCode, explain } from '../../graphql/errors.ts';
import type { HttpExtension } from '../response.ts';
import type { DocumentList } from './document-list.ts';
import { badRequest, documentIdOf, isDocumentId, type OperationParameters, queryRequired } from './parameters.ts';
import type { PrepareDocument, PreparedDocument } from './prepared-document.ts';

/**
 * What is executed beside listed documents by their ids. `prefer`: any text; `listed`: the text of a listed document, and
 * introspection where it is on; `only`: nothing.
 */
export type TrustMode = 'prefer' | 'listed' | 'only';

interface TrustOptions {
  readonly mode: TrustMode;
  /** The list as it stands now. */
  listed(): DocumentList;
  readonly prepareListed: PrepareDocument;
  readonly prepareUnlisted: PrepareDocument;
  /** Whether the schema may be asked for. */
  readonly introspection: boolean;
}

/** How requests asked for documents, in numbers of requests. */
interface DocumentCounts {
  readonly listedId: number;
  readonly unknownId: number;
  readonly listedText: number;
  readonly unlistedText: number;
}

/** What finds the document that a request means. */
export interface Documents {
  /**
   * Gives what is known of the document.
   *
   * @throws {GraphQLError} when it is not executed here.
   */
  find(params: OperationParameters): PreparedDocument;
  /** The text of the listed document whose id a request sends in place of a text. */
  textOf(params: object): string | undefined;
  readonly counts: DocumentCounts;
}

/** Lists no document, and executes any text. An id beside one says nothing. */
export function createOpenDocuments(prepare: PrepareDocument): Documents {
  return {
    find({ query, documentId }) {
      if (query !== undefined) return prepare(query);
      throw documentId === undefined ? queryRequired() : persistedQueryNotSupported();
    },
    textOf: () => undefined,
    counts: { listedId: 0, unknownId: 0, listedText: 0, unlistedText: 0 },
  };
}

/** Executes listed documents by their ids, and others as far as the mode allows. */
export function createTrustedDocuments(options: TrustOptions): Documents {
  const { mode, listed, prepareListed, prepareUnlisted, introspection } = options;
  const counts = { listedId: 0, unknownId: 0, listedText: 0, unlistedText: 0 };

  /** Undefined where the id is not known, and a text may take its place. */
  function findById(documentId: unknown, query: string | undefined): PreparedDocument | undefined {
    const id = requireId(documentId);
    const text = listed().textById.get(id);
    if (text === undefined) {
      counts.unknownId++;
      if (mode === 'only') throw documentNotListed('No document is listed under this id.');
      if (query === undefined) throw persistedQueryNotFound();
      if (isOtherHash(id, query)) throw otherDocument();
      return undefined;
    }
    if (query !== undefined && query !== text) throw otherDocument();
    counts.listedId++;
    return prepareListed(text);
  }

  function findByText(query: string): PreparedDocument {
    if (listed().texts.has(query)) {
      counts.listedText++;
      return prepareListed(query);
    }
    counts.unlistedText++;
    if (mode === 'prefer') return prepareUnlisted(query);
    // Whoever may read the schema does so by a text of their own: explorers and generators each have another.
    const document = introspection ? prepareUnlisted(query) : undefined;
    if (document?.operations && document.isIntrospection) return document;
    throw documentNotListed('This document is not listed.');
  }

  return {
    find({ query, documentId }) {
      const document = documentId === undefined ? undefined : findById(documentId, query);
      if (document) return document;
      if (mode === 'only') throw documentIdRequired();
      if (query === undefined) throw queryRequired();
      return findByText(query);
    },
    textOf(params) {
      const given: Readonly<Record<string, unknown>> = { ...params };
      const documentId = given.query == null ? documentIdOf(given) : undefined;
      return isDocumentId(documentId) ? listed().textById.get(documentId) : undefined;
    },
    counts,
  };
}

function requireId(documentId: unknown): string {
  if (isDocumentId(documentId)) return documentId;
  throw badRequest('The id of a document is a string of 1 to 256 letters, digits and characters of `._~:-`.');
}

const SHA_256 = /^(?:sha256:)?([\da-f]{64})$/;

/** Whether an id is the hash of another text. */
function isOtherHash(documentId: string, query: string): boolean {
  const [, hash] = SHA_256.exec(documentId) ?? [];
  return hash !== undefined && hash !== createHash('sha256').update(query).digest('hex');
}

function otherDocument(): GraphQLError {
  return badRequest('`query` is not the document that the id stands for. Send one of them, or both of one document.');
}

/**
 * Clients of persisted queries match these two messages, and send the text in its place: now, or from now on. With status
 * 200 some would take them for an answer: react-relay-network-modern does.
 */
function persistedQueryNotFound(): GraphQLError {
  return refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
}

function persistedQueryNotSupported(): GraphQLError {
  return refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}

function documentNotListed(whatHappened: string): GraphQLError {
  return refusal('DOCUMENT_NOT_LISTED', explain(whatHappened, ERROR_CODES.DOCUMENT_NOT_LISTED));
}

function documentIdRequired(): GraphQLError {
  return refusal('DOCUMENT_ID_REQUIRED', explain(undefined, ERROR_CODES.DOCUMENT_ID_REQUIRED));
}

function refusal(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } satisfies HttpExtension } });
}
