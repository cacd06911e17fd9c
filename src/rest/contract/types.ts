// Made by `npm run contract:types` from openapi.json; edits are lost.
// openapi.json sha256: e7bc329fc0758659c2100a7c4ff631ecb4f79aacb4fc12f997bee51c54c4be9f
import type { Int64 } from "../json.ts";
export interface paths {
    "/v1/stores/{storeId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        /** Reads a store's profile. */
        get: operations["getStore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        /** Lists a store's coupons, ordered by id, without a total. */
        get: operations["listCoupons"];
        put?: never;
        /** Makes a coupon. */
        post: operations["createCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/coupons/{couponId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
                /** @description The coupon. */
                couponId: components["parameters"]["couponId"];
            };
            cookie?: never;
        };
        /** Reads one coupon. */
        get: operations["getCoupon"];
        put?: never;
        post?: never;
        /** Removes a coupon. */
        delete: operations["deleteCoupon"];
        options?: never;
        head?: never;
        /** Changes the given properties of a coupon. */
        patch: operations["updateCoupon"];
        trace?: never;
    };
    "/v1/stores/{storeId}/marketing/abandoned-checkouts/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        /** Reads what a store does about checkouts that were left. */
        get: operations["getAbandonedCheckoutConfiguration"];
        /** Replaces what a store does about checkouts that were left. */
        put: operations["putAbandonedCheckoutConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{storeId}/marketing/purchase-follow-ups/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        /** Reads what a store does about customers who bought. */
        get: operations["getPurchaseFollowUpConfiguration"];
        /** Replaces what a store does about customers who bought. */
        put: operations["putPurchaseFollowUpConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * Format: flake-id
         * @description A positive 64-bit integer as decimal digits. Unique across all stores, and ordered by creation: `(id >> 22) + 1645568542000` is a Unix time in milliseconds.
         * @example 411486491630370816
         */
        FlakeId: string;
        /**
         * Format: period
         * @description A duration in ISO 8601 notation.
         * @example P1M
         * @example PT36H
         */
        Period: string;
        /**
         * @description How long a discount lasts on a subscription: on the first payment, on all of them, or on a given number. More values may come at any time.
         * @enum {string}
         */
        CouponDuration: "once" | "forever" | "repeating";
        /**
         * @description A share of the price, a sum of money, or not set. More values may come at any time.
         * @enum {string}
         */
        CouponDiscountType: "unspecified" | "percent" | "amount";
        /**
         * @description Which coupons a list holds: those usable at present, those not, or both.
         * @enum {string}
         */
        CouponStatusFilter: "all" | "active" | "inactive";
        /**
         * @description Which coupons a list holds: those made by people, those made by the system, or both.
         * @enum {string}
         */
        CouponTypeFilter: "all" | "manual" | "generated";
        /**
         * @description What kind of party acted. More values may come at any time.
         * @enum {string}
         */
        ActorType: "anonymous" | "user" | "api_key" | "customer" | "game_server" | "internal" | "admin" | "platform" | "global_customer";
        /** @description The party that did something. */
        Actor: {
            /** @description What kind of party it is. */
            type: components["schemas"]["ActorType"];
            /** @description The party's id, where it has one. */
            id?: components["schemas"]["FlakeId"] | null;
        };
        /** @description A coupon as the API answers it. */
        Coupon: {
            /** @description The coupon's id. Ids grow with the time of creation. */
            id: components["schemas"]["FlakeId"];
            /** @description Id of this version of the coupon; every change gives it a new one. */
            version_id?: components["schemas"]["FlakeId"];
            /** @description The store the coupon belongs to. */
            store_id: components["schemas"]["FlakeId"];
            /** @description Whether the coupon is switched on. */
            enabled: boolean;
            /** @description What the customer types in; no two coupons of a store share one. */
            code: string;
            /** @description A remark for the store's staff; customers do not see it. */
            note?: string | null;
            /** @description How long the discount lasts on a subscription. */
            duration: components["schemas"]["CouponDuration"];
            /**
             * Format: int32
             * @deprecated
             * @description How many months a repeating discount lasts. Superseded by `duration_in_intervals`.
             */
            duration_in_months?: number | null;
            /**
             * Format: int32
             * @description How many billing intervals a repeating discount lasts.
             */
            duration_in_intervals?: number | null;
            /** @description What `discount_amount` counts. */
            discount_type: components["schemas"]["CouponDiscountType"];
            /**
             * Format: int64
             * @description The size of the discount: in the smallest currency unit for `amount`; for `percent` the scale is not documented.
             */
            discount_amount: Int64;
            /** @description Whether each matching product gets the discount on its own instead of the cart as a whole. */
            discount_apply_individually: boolean;
            /** @description Whether the discount is taken off before running sales are. */
            discount_apply_before_sales: boolean;
            /** @description Ids of the products the coupon is limited to. */
            apply_to_products?: components["schemas"]["FlakeId"][] | null;
            /** @description Ids of the tags the coupon is limited to. */
            apply_to_tags?: components["schemas"]["FlakeId"][] | null;
            /** @description The only customer who may use the coupon. */
            usable_by_customer_id?: components["schemas"]["FlakeId"] | null;
            /**
             * Format: int64
             * @description The smallest order the coupon works on, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /** @description Whether the whole store's redemptions are limited. */
            redeem_limit_store_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions the whole store allows, when limited.
             */
            redeem_limit_store_amount: Int64;
            /** @description Whether each customer's redemptions are limited. */
            redeem_limit_customer_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions each customer has, when limited.
             */
            redeem_limit_customer_amount: Int64;
            /** @description Whether the coupon works on single purchases. */
            usable_on_one_time_purchase: boolean;
            /** @description Whether the coupon works on subscriptions. */
            usable_on_subscription: boolean;
            /**
             * Format: date-time
             * @description The moment from which the coupon works.
             */
            usable_at?: string | null;
            /**
             * Format: date-time
             * @description The moment from which the coupon no longer works.
             */
            expires_at?: string | null;
            /** @description Who made the coupon. */
            created_by?: components["schemas"]["Actor"] | null;
            /**
             * Format: date-time
             * @description When the coupon was made.
             */
            created_at: string;
            /** @description Who changed the coupon last. */
            updated_by?: components["schemas"]["Actor"] | null;
            /**
             * Format: date-time
             * @description When the coupon was changed last.
             */
            updated_at?: string | null;
        };
        /** @description A coupon to be made. Properties that are not listed are ignored. */
        CouponCreate: {
            /** @description Whether the coupon is switched on. */
            enabled: boolean;
            /** @description What the customer types in; no two coupons of a store share one. */
            code: string;
            /** @description A remark for the store's staff; customers do not see it. */
            note?: string;
            /** @description How long the discount lasts on a subscription. */
            duration: components["schemas"]["CouponDuration"];
            /**
             * Format: int32
             * @description How many months a repeating discount lasts.
             */
            duration_in_months?: number | null;
            /**
             * Format: int32
             * @description How many billing intervals a repeating discount lasts.
             */
            duration_in_intervals?: number | null;
            /** @description What `discount_amount` counts. */
            discount_type: components["schemas"]["CouponDiscountType"];
            /**
             * Format: int64
             * @description The size of the discount: in the smallest currency unit for `amount`; for `percent` the scale is not documented.
             */
            discount_amount: Int64;
            /** @description Whether each matching product gets the discount on its own instead of the cart as a whole. */
            discount_apply_individually: boolean;
            /** @description Whether the discount is taken off before running sales are. */
            discount_apply_before_sales: boolean;
            /** @description Ids of the products the coupon is limited to. */
            apply_to_products?: components["schemas"]["FlakeId"][];
            /** @description Ids of the tags the coupon is limited to. */
            apply_to_tags?: components["schemas"]["FlakeId"][];
            /** @description The only customer who may use the coupon. */
            usable_by_customer_id?: components["schemas"]["FlakeId"];
            /**
             * Format: int64
             * @description The smallest order the coupon works on, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /** @description Whether the whole store's redemptions are limited. */
            redeem_limit_store_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions the whole store allows, when limited.
             */
            redeem_limit_store_amount: Int64;
            /** @description Whether each customer's redemptions are limited. */
            redeem_limit_customer_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions each customer has, when limited.
             */
            redeem_limit_customer_amount: Int64;
            /** @description Whether the coupon works on single purchases. */
            usable_on_one_time_purchase: boolean;
            /** @description Whether the coupon works on subscriptions. */
            usable_on_subscription: boolean;
            /**
             * Format: date-time
             * @description The moment from which the coupon works.
             */
            usable_at?: string | null;
            /**
             * Format: date-time
             * @description The moment from which the coupon no longer works.
             */
            expires_at?: string | null;
        };
        /** @description The properties of a coupon to be changed; those left out stay as they are. Properties that are not listed are ignored. */
        CouponUpdate: {
            /** @description Whether the coupon is switched on. */
            enabled?: boolean;
            /** @description What the customer types in; no two coupons of a store share one. */
            code?: string;
            /** @description A remark for the store's staff; customers do not see it. */
            note?: string;
            /** @description How long the discount lasts on a subscription. */
            duration?: components["schemas"]["CouponDuration"];
            /**
             * Format: int32
             * @description How many months a repeating discount lasts.
             */
            duration_in_months?: number | null;
            /**
             * Format: int32
             * @description How many billing intervals a repeating discount lasts.
             */
            duration_in_intervals?: number | null;
            /** @description What `discount_amount` counts. */
            discount_type?: components["schemas"]["CouponDiscountType"];
            /**
             * Format: int64
             * @description The size of the discount: in the smallest currency unit for `amount`; for `percent` the scale is not documented.
             */
            discount_amount?: Int64;
            /** @description Whether each matching product gets the discount on its own instead of the cart as a whole. */
            discount_apply_individually?: boolean;
            /** @description Whether the discount is taken off before running sales are. */
            discount_apply_before_sales?: boolean;
            /** @description Ids of the products the coupon is limited to. */
            apply_to_products?: components["schemas"]["FlakeId"][];
            /** @description Ids of the tags the coupon is limited to. */
            apply_to_tags?: components["schemas"]["FlakeId"][];
            /** @description The only customer who may use the coupon. */
            usable_by_customer_id?: components["schemas"]["FlakeId"];
            /**
             * Format: int64
             * @description The smallest order the coupon works on, in the smallest currency unit.
             */
            minimum_order_value?: Int64;
            /** @description Whether the whole store's redemptions are limited. */
            redeem_limit_store_enabled?: boolean;
            /**
             * Format: int64
             * @description How many redemptions the whole store allows, when limited.
             */
            redeem_limit_store_amount?: Int64;
            /** @description Whether each customer's redemptions are limited. */
            redeem_limit_customer_enabled?: boolean;
            /**
             * Format: int64
             * @description How many redemptions each customer has, when limited.
             */
            redeem_limit_customer_amount?: Int64;
            /** @description Whether the coupon works on single purchases. */
            usable_on_one_time_purchase?: boolean;
            /** @description Whether the coupon works on subscriptions. */
            usable_on_subscription?: boolean;
            /**
             * Format: date-time
             * @description The moment from which the coupon works.
             */
            usable_at?: string | null;
            /**
             * Format: date-time
             * @description The moment from which the coupon no longer works.
             */
            expires_at?: string | null;
        };
        /** @description When a store mails a coupon to customers, and which one. The same for abandoned checkouts and for purchase follow-ups. */
        MarketingConfiguration: {
            /** @description The store the configuration belongs to. */
            store_id: components["schemas"]["FlakeId"];
            /** @description Whether the mails are sent at all. */
            enabled: boolean;
            /** @description Whether the stored configuration cannot work as it stands. */
            invalid: boolean;
            /** @description How long after the event the mail is sent. */
            trigger_after: components["schemas"]["Period"];
            /**
             * Format: int64
             * @description The smallest order that leads to a mail, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /**
             * Format: int64
             * @description The largest order that leads to a mail, in the smallest currency unit; null for no bound.
             */
            maximum_order_value?: Int64 | null;
            /**
             * Format: int32
             * @description How many coupons one customer gets per `max_coupons_per_customer_period`; null for no bound.
             */
            max_coupons_per_customer_amount?: number | null;
            /** @description The period over which one customer's coupons are counted. */
            max_coupons_per_customer_period?: components["schemas"]["Period"] | null;
            /**
             * Format: int32
             * @description How many coupons the whole store gives away per `max_coupons_global_period`; null for no bound.
             */
            max_coupons_global_amount?: number | null;
            /** @description The period over which the whole store's coupons are counted. */
            max_coupons_global_period?: components["schemas"]["Period"] | null;
            /** @description The coupon inside the mail. */
            coupon_configuration: components["schemas"]["MarketingCouponConfiguration"];
            /** @description Game server commands that run when the mail goes out. */
            commands?: components["schemas"]["MarketingCommand"][];
            /** @description Who changed the configuration last. */
            updated_by?: components["schemas"]["Actor"] | null;
            /**
             * Format: date-time
             * @description When the configuration was changed last.
             */
            updated_at: string;
        };
        /** @description When a store mails a coupon to customers, and which one. Replaces the stored configuration as a whole: what is left out is gone. */
        MarketingConfigurationPut: {
            /** @description Whether the mails are sent at all. */
            enabled: boolean;
            /** @description How long after the event the mail is sent. */
            trigger_after: components["schemas"]["Period"];
            /**
             * Format: int64
             * @description The smallest order that leads to a mail, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /**
             * Format: int64
             * @description The largest order that leads to a mail, in the smallest currency unit; null for no bound.
             */
            maximum_order_value?: Int64 | null;
            /**
             * Format: int32
             * @description How many coupons one customer gets per `max_coupons_per_customer_period`; null for no bound.
             */
            max_coupons_per_customer_amount?: number | null;
            /** @description The period over which one customer's coupons are counted. */
            max_coupons_per_customer_period?: components["schemas"]["Period"];
            /**
             * Format: int32
             * @description How many coupons the whole store gives away per `max_coupons_global_period`; null for no bound.
             */
            max_coupons_global_amount?: number | null;
            /** @description The period over which the whole store's coupons are counted. */
            max_coupons_global_period?: components["schemas"]["Period"];
            /** @description The coupon inside the mail. */
            coupon_configuration: components["schemas"]["MarketingCouponConfigurationPut"];
            /** @description Game server commands that run when the mail goes out. */
            commands?: components["schemas"]["MarketingCommandPut"][];
        };
        /** @description The coupon that the mail carries. */
        MarketingCouponConfiguration: {
            /** @description How long the discount lasts on a subscription. */
            duration: components["schemas"]["CouponDuration"];
            /**
             * Format: int32
             * @description How many months a repeating discount lasts. Gave way to `duration_in_intervals`.
             */
            duration_in_months?: number | null;
            /**
             * Format: int32
             * @description How many billing intervals a repeating discount lasts.
             */
            duration_in_intervals?: number | null;
            /** @description What `discount_amount` counts. */
            discount_type: components["schemas"]["CouponDiscountType"];
            /**
             * Format: int64
             * @description The size of the discount: in the smallest currency unit for `amount`; for `percent` the scale is not documented.
             */
            discount_amount: Int64;
            /** @description Whether only the required tags and products are discounted, not the whole cart. */
            discount_only_required_tags_or_products: boolean;
            /** @description Whether the discount is taken off before running sales are. */
            discount_apply_before_sales: boolean;
            /** @description Ids of the tags that have to be in the cart. */
            required_tag_ids: components["schemas"]["FlakeId"][];
            /** @description Ids of the products that have to be in the cart. */
            required_product_ids: components["schemas"]["FlakeId"][];
            /**
             * Format: int64
             * @description The smallest order the coupon works on, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /** @description Whether each customer's redemptions are limited. */
            customer_redeem_limit_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions each customer has, when limited.
             */
            customer_redeem_limit: Int64;
            /** @description Whether the coupon works on single purchases. */
            usable_on_one_time_purchases: boolean;
            /** @description Whether the coupon works on subscriptions. */
            usable_on_subscriptions: boolean;
            /** @description How long a coupon that was sent out stays usable, from the moment of sending. */
            expires_after?: components["schemas"]["Period"] | null;
        };
        /** @description The coupon that the mail shall carry. */
        MarketingCouponConfigurationPut: {
            /** @description How long the discount lasts on a subscription. */
            duration: components["schemas"]["CouponDuration"];
            /**
             * Format: int32
             * @description How many months a repeating discount lasts. Gave way to `duration_in_intervals`.
             */
            duration_in_months?: number | null;
            /**
             * Format: int32
             * @description How many billing intervals a repeating discount lasts.
             */
            duration_in_intervals?: number | null;
            /** @description What `discount_amount` counts. */
            discount_type: components["schemas"]["CouponDiscountType"];
            /**
             * Format: int64
             * @description The size of the discount: in the smallest currency unit for `amount`; for `percent` the scale is not documented.
             */
            discount_amount: Int64;
            /** @description Whether only the required tags and products are discounted, not the whole cart. */
            discount_only_required_tags_or_products: boolean;
            /** @description Whether the discount is taken off before running sales are. */
            discount_apply_before_sales: boolean;
            /** @description Ids of the tags that have to be in the cart. */
            required_tag_ids: components["schemas"]["FlakeId"][];
            /** @description Ids of the products that have to be in the cart. */
            required_product_ids: components["schemas"]["FlakeId"][];
            /**
             * Format: int64
             * @description The smallest order the coupon works on, in the smallest currency unit.
             */
            minimum_order_value: Int64;
            /** @description Whether each customer's redemptions are limited. */
            customer_redeem_limit_enabled: boolean;
            /**
             * Format: int64
             * @description How many redemptions each customer has, when limited.
             */
            customer_redeem_limit: Int64;
            /** @description Whether the coupon works on single purchases. */
            usable_on_one_time_purchases: boolean;
            /** @description Whether the coupon works on subscriptions. */
            usable_on_subscriptions: boolean;
            /** @description How long a coupon that was sent out stays usable, from the moment of sending. */
            expires_after?: components["schemas"]["Period"];
        };
        /** @description A game server command of a configuration. */
        MarketingCommand: {
            /** @description The command's id. */
            id: components["schemas"]["FlakeId"];
            /** @description The store the command belongs to. */
            store_id: components["schemas"]["FlakeId"];
            /** @description The command line that the game server runs. */
            command: string;
            /** @description Whether the command waits until the player is online. */
            online_only: boolean;
        };
        /** @description A game server command for a configuration. */
        MarketingCommandPut: {
            /** @description The command line that the game server runs. */
            command: string;
            /** @description Whether the command waits until the player is online. */
            online_only: boolean;
        };
        /** @description A store's profile. */
        Store: {
            /** @description The store's id. */
            id: components["schemas"]["FlakeId"];
            /** @description The account that owns the store. */
            owner_id: components["schemas"]["FlakeId"];
            /** @description The store's name in URLs. */
            slug: string;
            /** @description The store's name as people read it. */
            name: string;
            /** @description The game or platform sold for, as an identifier such as `minecraft`. */
            platform: string;
            /** @description The same as `platform`, under its older name. */
            readonly game: string;
            /** @description The currency of every amount of the store: its ISO 4217 code in lower case. */
            currency: string;
            /** @description What the store says about itself. */
            description: string;
            /** @description Where the store's website is. */
            website_url?: string | null;
            /** @description Mail address for anything. */
            contact_email?: string | null;
            /** @description Mail address for help with a purchase. */
            support_email?: string | null;
            /** @description Where customers find help. */
            support_url?: string | null;
            /** @description How the store is built into the game or website. */
            integration_type?: string | null;
            /** @description Whether real money is taken. */
            live_mode: boolean;
            /** @description Where the logo is. */
            logo_url?: string | null;
            /** @description Where the square logo is. */
            logo_square_url?: string | null;
            /** @description What names of Bedrock players begin with. */
            minecraft_bedrock_username_prefix?: string | null;
            /**
             * Format: date-time
             * @description When the store was made.
             */
            created_at?: string | null;
            /**
             * Format: date-time
             * @description When the profile was changed last.
             */
            updated_at?: string | null;
            /**
             * Format: date-time
             * @description When the store's set-up was finished.
             */
            onboarding_completed_at?: string | null;
            /** @description The outside platform that the store is tied to, if any. */
            platform_store_type_association?: components["schemas"]["StorePlatformAssociation"];
        };
        /** @description The terms under which a store is tied to an outside platform. */
        StorePlatformAssociation: {
            /** @description The outside platform's id. */
            platform_id: components["schemas"]["FlakeId"];
            /** @description The outside platform itself. */
            associated_platform?: components["schemas"]["Platform"];
            /** @description The store's own platform identifier. */
            store_platform: string;
            /**
             * Format: int64
             * @description The vendor's fee where it differs from the usual one, in hundredths of a percent.
             */
            paynow_platform_fee_percentage_override?: Int64 | null;
            /**
             * Format: int64
             * @description The outside platform's fee, in hundredths of a percent.
             */
            connected_platform_fee_percentage?: Int64 | null;
            /** @description The wallet that receives the outside platform's fee. */
            connected_platform_wallet_id?: components["schemas"]["FlakeId"];
            /** @description Whether billing plans are switched off. */
            disable_billing_plans: boolean;
            /** @description Whether customers see legal notices. */
            display_disclaimers: boolean;
            /** @description Whether parts of the vendor's dashboard are hidden. */
            full_external_management: boolean;
        };
        /** @description An outside platform. */
        Platform: {
            /** @description The platform's id. */
            id: components["schemas"]["FlakeId"];
            /** @description The platform's name in URLs. */
            slug: string;
            /** @description What kind of platform it is. */
            type: components["schemas"]["PlatformType"];
            /** @description The country it is registered in. */
            country_code: string;
            /** @description Its registered name. */
            business_name: string;
            /** @description Its name as people read it. */
            name: string;
            /** @description What it says about itself. */
            description: string;
            /** @description Where its website is. */
            website_url: string;
            /** @description Where its logo is. */
            logo_url: string;
            /** @description The colour it is shown in. */
            accent_color: string;
            /** @description What it can do. */
            capabilities: components["schemas"]["PlatformCapability"][];
            /**
             * Format: date-time
             * @description When it was added.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            updated_at?: string | null;
            /**
             * Format: date-time
             * @description When it was switched off.
             */
            disabled_at?: string | null;
        };
        /**
         * @description What kind of outside platform it is. More values may come at any time.
         * @enum {string}
         */
        PlatformType: "invalid" | "marketplace" | "store_platform" | "other";
        /**
         * @description Something an outside platform can do. More values may come at any time.
         * @enum {string}
         */
        PlatformCapability: "invalid" | "connected_users";
        /** @description What a refused request is answered with. Some refusals come without a body, or with one that is no JSON. */
        Error: {
            /**
             * Format: int32
             * @description The HTTP status once more.
             */
            status: number;
            /** @description What went wrong, for programs; `not-found` for one. */
            code: string;
            /** @description What went wrong, for people. */
            message: string;
            /** @description Names this request when talking to the vendor's support. */
            trace_id?: string | null;
            /** @description The single faults of the request, where there are several or where they have a place. */
            errors?: components["schemas"]["ValidationError"][] | null;
        };
        /** @description One fault of a request. */
        ValidationError: {
            /** @description What is wrong, for programs. */
            code: string;
            /** @description What is wrong, for people. */
            message: string;
            /** @description Where it is wrong, as a path into the request. */
            path: string;
            /** @description Which check failed. */
            validation: string;
        };
    };
    responses: {
        /** @description Done, and nothing to say. */
        Empty: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description Refused or failed. */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: {
        /** @description The store. */
        storeId: components["schemas"]["FlakeId"];
        /** @description The coupon. */
        couponId: components["schemas"]["FlakeId"];
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    getStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listCoupons: {
        parameters: {
            query?: {
                /** @description How many coupons to answer at most. */
                limit?: number;
                /** @description Only coupons after this id. What that means in descending order is not documented. */
                after?: components["schemas"]["FlakeId"];
                /** @description Only coupons before this id. What that means in descending order is not documented. */
                before?: components["schemas"]["FlakeId"];
                /** @description Whether smaller ids, which are the older coupons, come first. */
                asc?: boolean;
                /** @description Only coupons of this status. */
                status?: components["schemas"]["CouponStatusFilter"];
                /** @description Only coupons of this origin. */
                type?: components["schemas"]["CouponTypeFilter"];
                /** @description Only coupons made for this customer. */
                usable_by_customer_id?: components["schemas"]["FlakeId"];
            };
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"][];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponCreate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
                /** @description The coupon. */
                couponId: components["parameters"]["couponId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
            404: components["responses"]["Error"];
            default: components["responses"]["Error"];
        };
    };
    deleteCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
                /** @description The coupon. */
                couponId: components["parameters"]["couponId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Empty"];
            default: components["responses"]["Error"];
        };
    };
    updateCoupon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
                /** @description The coupon. */
                couponId: components["parameters"]["couponId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coupon"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAbandonedCheckoutConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketingConfiguration"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putAbandonedCheckoutConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarketingConfigurationPut"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketingConfiguration"];
                };
            };
            204: components["responses"]["Empty"];
            default: components["responses"]["Error"];
        };
    };
    getPurchaseFollowUpConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketingConfiguration"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putPurchaseFollowUpConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The store. */
                storeId: components["parameters"]["storeId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarketingConfigurationPut"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarketingConfiguration"];
                };
            };
            204: components["responses"]["Empty"];
            default: components["responses"]["Error"];
        };
    };
}
