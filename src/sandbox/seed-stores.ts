import type { StoreDto } from '../rest/contract/dto.ts';

/** The store that has data. */
export const STORE_ID = '411486491630370816';

/** The store that has none. */
export const EMPTY_STORE_ID = '411486491630370817';

/** The profiles of both stores. */
export const SEED_STORES: StoreDto[] = [
  {
    id: STORE_ID,
    owner_id: '398112045113409536',
    slug: 'craftkeep',
    name: 'Craftkeep',
    platform: 'minecraft',
    game: 'minecraft',
    currency: 'eur',
    description: 'Ranks, crates and cosmetics for the Craftkeep survival network.',
    website_url: 'https://craftkeep.example',
    contact_email: 'hello@craftkeep.example',
    support_email: 'support@craftkeep.example',
    support_url: null,
    integration_type: 'plugin',
    live_mode: true,
    logo_url: 'https://craftkeep.example/logo.png',
    logo_square_url: null,
    minecraft_bedrock_username_prefix: '.',
    created_at: '2025-04-03T10:02:46.6540000Z',
    updated_at: '2025-09-14T08:05:31.4402117Z',
    onboarding_completed_at: '2025-04-03T10:41:00.0000000Z',
  },
  {
    id: EMPTY_STORE_ID,
    owner_id: '398112045113409536',
    slug: 'rustbelt',
    name: 'Rustbelt (staging)',
    platform: 'rust',
    game: 'rust',
    currency: 'usd',
    description: '',
    website_url: null,
    live_mode: false,
    created_at: '2025-04-03T10:02:46.6540000Z',
    updated_at: null,
  },
];
