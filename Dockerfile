# syntax=docker/dockerfile:1
#
# The site's image, for linux/amd64 and linux/arm64; docs/hosting/container.md says how it is run and migrated:
#
#   docker build --build-arg RELEASE="$(git rev-parse --short HEAD)" -t agentcore-chat .
#
# What goes into the context is in Dockerfile.dockerignore, which BuildKit reads for this file.

# Runs on the machine that builds, without emulation: what it leaves is JavaScript and WebAssembly, the same on every platform.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
COPY agent/package.json agent/
# Without the agent's own dependencies: the site has none of them.
RUN npm ci --workspaces=false --ignore-scripts
COPY next.config.ts postcss.config.mjs tsconfig.json instrumentation.ts proxy.ts vercel.json ./
COPY public public
COPY app app
COPY components components
COPY lib lib
COPY dev/container/complete.ts dev/container/complete.cli.ts dev/container/
# A name for this build, such as its commit; the site tells old tabs by it that there is a newer one.
ARG RELEASE=""
RUN RELEASE="$RELEASE" npm run build:container
RUN mkdir /data

# Auth0 and AgentCore for a laptop, and the agent: what compose.yaml runs beside the site. Never for a server.
FROM node:24-slim AS local
ENV NODE_ENV=development \
  DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json vercel.json ./
COPY agent/package.json agent/
RUN npm ci --ignore-scripts
COPY lib lib
COPY dev dev
COPY agent/tsconfig.json agent/
COPY agent/src agent/src
COPY --from=build --chown=1000:1000 /data /data
USER 1000:1000
CMD ["node", "--import", "tsx", "dev/container/cloud.ts"]

FROM node:24-slim AS site
ENV NODE_ENV=production \
  NEXT_TELEMETRY_DISABLED=1 \
  HOSTNAME=0.0.0.0 \
  PORT=3000 \
  DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/.next/standalone ./
# Only with ALLOW_EMBEDDED_DB=1: then a lasting volume belongs here, and there can be one container.
COPY --from=build --chown=1000:1000 /data /data
# A number, not a name: a platform that forbids root can only see that a number is not 0.
USER 1000:1000
EXPOSE 3000
# Whether the process answers; whether it can serve people is /api/health/ready, which load balancers ask.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm: npm does not pass SIGTERM on, and answers would be cut off instead of drained.
CMD ["node", "server.js"]
