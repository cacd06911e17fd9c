declare const scalar: unique symbol;

/** A global id, as every object has it in `id`. */
export type ID = string & { readonly [scalar]: 'ID' };

/** PayNow's own id of something, such as `couponId`. */
export type FlakeID = string & { readonly [scalar]: 'FlakeID' };

/** Whether a text from elsewhere, such as a setting or a web address, has the form of PayNow's own ids. */
export const isFlakeId = (text: string): text is FlakeID => /^[1-9]\d{0,18}$/.test(text);
