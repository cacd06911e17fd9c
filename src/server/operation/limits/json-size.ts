/**
 * Whether a value is larger than so many bytes as JSON. It is counted without the escapes of texts, and no further than
 * to the limit: `JSON.stringify` itself cannot be bounded.
 */
export function isLargerThan(value: unknown, maxBytes: number): boolean {
  let bytes = 0;

  /** Whether the limit is passed. */
  function add(part: unknown): boolean {
    if (typeof part === 'string') bytes += part.length + 3;
    else if (typeof part === 'number') bytes += 2;
    else if (typeof part !== 'object' || part === null) bytes += 5;
    else if (Array.isArray(part)) return part.some(add);
    else return addFields(part);
    return bytes > maxBytes;
  }

  function addFields(object: object): boolean {
    for (const key in object) {
      bytes += key.length + 4;
      if (add(object[key as keyof typeof object])) return true;
    }
    return bytes > maxBytes;
  }

  return add(value);
}
