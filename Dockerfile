# Debian's slim image rather than distroless: its tag pins the exact Node release, which distroless tags do not.
FROM node:24.21.0-trixie-slim AS base
WORKDIR /app

FROM base AS dependencies
COPY package.json package-lock.json ./
# No production dependency needs an install script, so none runs.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM base
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="PayNow GraphQL gateway" \
      org.opencontainers.image.description="One exact GraphQL API over the PayNow Management REST API." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-trixie-slim"
# Node runs the TypeScript sources as they are: there is nothing to build.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY src src
# The image's own "node" user, as a number so that an orchestrator can tell it is not root. It owns no file here, and
# nothing is written at run time: the root file system may be read-only.
USER 1000:1000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it gets SIGTERM first hand and drains.
CMD ["node", "src/main.ts"]
