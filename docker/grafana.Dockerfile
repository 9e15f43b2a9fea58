# syntax=docker/dockerfile:1.7
# Grafana with Huntboard's plugins, packaged as for any other Grafana, and everything that is provisioned.
# Built from the root of the repository: docker build -f docker/grafana.Dockerfile .
FROM node:22.20.0-bookworm-slim AS build
# patchelf: the datasource's backend is one executable that finds the C++ runtime by itself.
RUN apt-get update && apt-get install -y --no-install-recommends patchelf && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npx turbo run build --filter="./plugins/*"
RUN node plugins/package-plugins.mjs --target host --out /release

# Ubuntu's: Grafana's Alpine image has no glibc on arm64, without which no Node runs.
FROM grafana/grafana:13.2.3-ubuntu
COPY --from=build /release/plugins /usr/share/huntboard/plugins
COPY provisioning/datasources /etc/grafana/provisioning/datasources
COPY provisioning/dashboards /etc/grafana/provisioning/dashboards
COPY provisioning/alerting /etc/grafana/provisioning/alerting
COPY provisioning/plugins /etc/grafana/provisioning/plugins
ENV GF_PATHS_PLUGINS=/usr/share/huntboard/plugins
