/** Fields that the payloads of single mutations and the results of bulk mutations have in common: what is said of them. */

export const COUPON_EDGE = {
  nullable: true,
  description: "The new coupon as an edge of a list sorted NEWEST_FIRST, to add to one in a client's store.",
} as const;

export const RECONCILED = {
  description:
    'True when the coupon was found where it was to be created, with every value that was sent: the answer of the REST API was lost, or the code was taken and `ifTaken` is ACCEPT_IF_EQUAL.',
};

export const CHANGED_COUPON = {
  nullable: true,
  description: 'The coupon as it is stored now, with CONFLICT too.',
} as const;

export const DELETED_COUPON_ID = {
  nullable: true,
  description: "The global id of the coupon that is gone now, to drop from a client's store.",
} as const;

export const CONFLICTING_COUPON = {
  nullable: true,
  description: 'With CONFLICT: the coupon as it is stored now. Null otherwise.',
} as const;

export const STORE_OF_COUPON = {
  nullable: true,
  description: 'The store that the coupon is or was of; null when `id` is not the global id of a coupon.',
} as const;
