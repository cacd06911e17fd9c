import { COUPON } from './coupon/coupon.ts';
import type { Entity } from './entity.ts';
import { MARKETING_CONFIGURATION } from './marketing/marketing-configuration.ts';
import { STORE } from './store.ts';

/** Every entity: global ids, `node`, `nodes`, `_entities` and what they cost are made from these alone. */
const ALL: readonly Entity[] = [STORE, COUPON, MARKETING_CONFIGURATION];

/** Every entity by the name of its type. */
export const ENTITIES: ReadonlyMap<string, Entity> = new Map(ALL.map((entity) => [entity.ref.name, entity]));
