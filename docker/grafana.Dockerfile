# syntax=docker/dockerfile:1.7
# Grafana with Huntboard's plugins and everything that is provisioned.
# Built from the root of the repository: docker build -f docker/grafana.Dockerfile .
FROM node:22.20.0-bookworm-slim AS build
# patchelf: the datasource's backend is one executable that brings its own libstdc++, which Grafana's image lacks.
RUN apt-get update && apt-get install -y --no-install-recommends patchelf && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npx turbo run build --filter="./plugins/*"
RUN node plugins/huntboard-datasource/package-backend.mjs

FROM grafana/grafana:13.2.3
COPY --from=build /src/plugins/huntboard-datasource/dist /usr/share/huntboard/plugins/huntboard-datasource
COPY --from=build /src/plugins/huntboard-lineage-panel/dist /usr/share/huntboard/plugins/huntboard-lineage-panel
COPY --from=build /src/plugins/huntboard-triage-panel/dist /usr/share/huntboard/plugins/huntboard-triage-panel
COPY provisioning/datasources /etc/grafana/provisioning/datasources
COPY provisioning/dashboards /etc/grafana/provisioning/dashboards
COPY provisioning/alerting /etc/grafana/provisioning/alerting
COPY provisioning/plugins /etc/grafana/provisioning/plugins
ENV GF_PATHS_PLUGINS=/usr/share/huntboard/plugins
