import type { ActorDto } from '../rest/contract/dto.ts';
import { builder } from './builder.ts';
import { createEnumReader, NEWER, type Note } from './enums.ts';
import { expectOptionalString } from './expect.ts';

const ActorType = builder.enumType('ActorType', {
  description: 'What kind of actor did something.',
  values: {
    ANONYMOUS: { description: 'Nobody who is known.' },
    USER: { description: "A member of the store's team." },
    API_KEY: { description: 'A program with an API key of the store.' },
    CUSTOMER: { description: 'A customer of the store.' },
    GAME_SERVER: { description: 'A game server connected to the store.' },
    INTERNAL: { description: "PayNow's own systems." },
    ADMIN: { description: 'A PayNow administrator.' },
    PLATFORM: { description: 'A platform that the store belongs to.' },
    GLOBAL_CUSTOMER: { description: 'A customer known across stores.' },
    UNKNOWN: NEWER,
  },
});

const readType = createEnumReader('Actor.type', [
  'ANONYMOUS',
  'USER',
  'API_KEY',
  'CUSTOMER',
  'GAME_SERVER',
  'INTERNAL',
  'ADMIN',
  'PLATFORM',
  'GLOBAL_CUSTOMER',
]);

/** Who created or changed something. */
export interface Actor {
  readonly type: ReturnType<typeof readType>;
  readonly actorId: string | null;
}

export function toActor(actor: ActorDto | null | undefined, note: Note): Actor | null {
  if (actor == null) return null;
  return { type: readType(actor.type, note), actorId: expectOptionalString(actor.id, 'Actor.id') };
}

export const ActorRef = builder.objectRef<Actor>('Actor').implement({
  description: 'Who or what created or changed something.',
  fields: (t) => ({
    type: t.expose('type', { type: ActorType, description: 'What kind of actor it was.' }),
    actorId: t.exposeID('actorId', {
      nullable: true,
      description: "The actor's PayNow id; null when the API does not name it.",
    }),
  }),
});
