# The web server: pages, REST, and serving of registered models on the CPU.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS dotnet

FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates g++ libtorch-dev libopenblas0-openmp && rm -rf /var/lib/apt/lists/*
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
ENV PATH=$PATH:/usr/share/dotnet DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
WORKDIR /src
COPY . .
RUN dotnet publish Platform.Web -c Release -o /app -nodeReuse:false

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl libssl3 libtorch1.13 libopenblas0-openmp libxgboost0 libvips42 && rm -rf /var/lib/apt/lists/*
COPY --from=dotnet /usr/share/dotnet /usr/share/dotnet
COPY --from=build /app /app
RUN useradd --system --uid 10001 --no-create-home platform && mkdir -p /platform /data && chown platform /platform
ENV PATH=$PATH:/usr/share/dotnet DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 PLATFORM_HOME=/platform PLATFORM_DATA=/data
USER platform
WORKDIR /app
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD curl --fail --silent http://127.0.0.1:8080/health
ENTRYPOINT ["dotnet", "Platform.Web.dll", "--urls", "http://0.0.0.0:8080"]
