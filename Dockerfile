# The server as a container:
#   docker build -t streaming .
#   docker run -p 8080:8080 -v streaming:/data --read-only -e Access__Keys__0__Secret="$(openssl rand -base64 64 | tr -d '\n')" streaming
# It runs as the user 'app' (1654), writes to /data only, and is configured by environment variables. docs/deployment.md has more.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
# For the platform of the image: the code is compiled now (ReadyToRun), so that the server does not compile it at each start.
RUN platform=linux-$(if [ "$(uname -m)" = aarch64 ]; then echo arm64; else echo x64; fi) \
    && dotnet publish Streaming.Tool -c Release -r "$platform" --no-self-contained -o /app -p:RunAnalyzers=false -p:DebugType=none \
    && mkdir /data

# An image without a shell and without a package manager.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
COPY --from=build /app /app
COPY --from=build --chown=1654:1654 /data /data
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_EnableDiagnostics=0 \
    Samples__Jobs=false \
    Samples__Ticker=false \
    Storage__Path=/data/streaming.db
USER 1654
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "/app/streaming.dll", "health"]
ENTRYPOINT ["dotnet", "/app/streaming.dll"]
CMD ["serve"]
