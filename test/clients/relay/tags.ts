import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@babel/core';

const sources = new URL('src/', import.meta.url).href;
const artifactDirectory = fileURLToPath(new URL('generated', import.meta.url));

/** Does for Node what a bundler does for an app: puts the artifact that the compiler made into each tag's place. */
registerHooks({
  resolve: (specifier, context, next) => next(specifier.endsWith('.graphql') ? `${specifier}.ts` : specifier, context),
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.startsWith(sources)) return loaded;
    const compiled = transformSync(String(loaded.source), {
      filename: fileURLToPath(url),
      configFile: false,
      parserOpts: { plugins: ['typescript'] },
      plugins: [['relay', { artifactDirectory, eagerEsModules: true }]],
    });
    return { ...loaded, source: compiled?.code ?? '' };
  },
});
