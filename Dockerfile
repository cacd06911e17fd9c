# Node's own image gives the exact release of Node, and npm to install with.
FROM node:24.21.0-trixie-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No production dependency needs an install script, so none runs.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# What no program ever reads: types, source maps, a package's tests, the explorer's 9 MB a second time as CommonJS, and
# OpenTelemetry's 4 MB as modules, since it is required.
RUN find node_modules -type f \( -name '*.ts' -o -name '*.[cm]ts' -o -name '*.map' \) -delete && \
    find node_modules/@opentelemetry \( -name esm -o -name esnext -o -name '*.mjs' \) -prune -exec rm -r {} + && \
    rm -r node_modules/bintrees/test node_modules/@graphql-yoga/render-graphiql/cjs

# Besides Node, the image holds what Node is linked with, certificates and time zones: no shell, no package manager. The
# tag moves with Debian's security fixes; the release of Node stays.
FROM gcr.io/distroless/cc-debian13:nonroot
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="PayNow GraphQL gateway" \
      org.opencontainers.image.description="One exact GraphQL API over the PayNow Management REST API." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="gcr.io/distroless/cc-debian13:nonroot"
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/
COPY --from=dependencies /app/node_modules /app/node_modules
# Node runs the TypeScript sources as they are: there is nothing to build.
COPY package.json LICENSE /app/
COPY src /app/src
WORKDIR /app
# The last one has glibc give the memory of large answers back: without it a process kept 100 MB more after attacks.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 MALLOC_MMAP_THRESHOLD_=131072
# The base image's "nonroot", as a number so that an orchestrator can tell that it is not root. It owns no file here, and
# nothing is written at run time: the root file system may be read-only.
USER 65532:65532
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it gets SIGTERM first hand and drains.
CMD ["node", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "src/main.ts"]
