import type { components } from './types.ts';

type Schemas = components['schemas'];

/**
 * Names for the JSON documents that the REST API takes and gives, with its own property names (DTO: data transfer
 * object). One set of types fits every version of the API: what some version lacks is optional. Ids are strings,
 * amounts are {@link import('../json.ts').Int64} in the smallest currency unit, moments are RFC 3339 strings and
 * periods ISO 8601 strings, both as the API wrote them. At run time an enum may hold a value that its type lacks.
 */

/** A coupon as the API answers it. */
export type CouponDto = Schemas['Coupon'];

/** The body that makes a coupon. */
export type CouponCreateDto = Schemas['CouponCreate'];

/** The body that changes a coupon: a key left out leaves its property as it is. */
export type CouponUpdateDto = Schemas['CouponUpdate'];

/** A marketing configuration as the API answers it, of either kind. */
export type MarketingConfigurationDto = Schemas['MarketingConfiguration'];

/** The body that replaces a marketing configuration, of either kind. `commands` is required since 2025-10. */
export type MarketingConfigurationPutDto = Schemas['MarketingConfigurationPut'];

/** The coupon inside a marketing mail, as the API answers it. */
export type MarketingCouponConfigurationDto = Schemas['MarketingCouponConfiguration'];

/** A game server command of a marketing configuration, as the API answers it. */
export type MarketingCommandDto = Schemas['MarketingCommand'];

/** A store's profile. The API has it since 2026-02. */
export type StoreDto = Schemas['Store'];

/** Who did something. */
export type ActorDto = Schemas['Actor'];

/** The body of a refusal; some refusals come without it. */
export type ErrorDto = Schemas['Error'];

/** One fault inside a refusal, with its place in the request. */
export type ValidationErrorDto = Schemas['ValidationError'];
