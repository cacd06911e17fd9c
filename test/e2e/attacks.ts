import type { Attack } from '../support/attack.ts';
import { ANSWERS } from './attacks/answers.ts';
import { CACHES } from './attacks/caches.ts';
import { CONNECTIONS } from './attacks/connections.ts';
import { ENTITIES_OF_ROUTERS } from './attacks/entities.ts';
import { ERRORS } from './attacks/errors.ts';
import { LENGTHS } from './attacks/lengths.ts';
import { RECKONING } from './attacks/reckoning.ts';
import { TENANTS } from './attacks/stores.ts';
import { TEXTS } from './attacks/texts.ts';
import { VALIDATION } from './attacks/validation.ts';

/** Every attack, by what it goes for. Each one is harmless: see `BOUNDS` in test/support/attacker.ts. */
export const ATTACKS: Readonly<Record<string, readonly Attack[]>> = {
  'lists within lists': LENGTHS,
  'large answers': ANSWERS,
  'many errors': ERRORS,
  'long reckoning': RECKONING,
  'long validation': VALIDATION,
  'long texts': TEXTS,
  'full caches': CACHES,
  'held connections': CONNECTIONS,
  'other tenants': TENANTS,
  'odd entities': ENTITIES_OF_ROUTERS,
};
