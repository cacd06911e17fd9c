/** The operating system does not let the gateway listen where it should; the message says which variable to set. */
export class ListenError extends Error {}
