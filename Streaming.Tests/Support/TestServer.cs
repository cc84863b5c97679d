using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Server;

namespace Streaming.Tests.Support;

/// <summary>
/// The real server on real Kestrel, on a free port of the loopback address, with its own SQLite file. Disposing it stops the server as
/// SIGTERM would, and fails the test if the server has logged an error that the test does not expect.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder? _ownFolder;

    private TestServer(WebApplication app, TemporaryFolder? ownFolder, LogCollector logs)
    {
        _app = app;
        _ownFolder = ownFolder;
        Logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(
            new SocketsHttpHandler { MaxConnectionsPerServer = 10_000 })
        { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The address on which the server listens: http://127.0.0.1:port/.</summary>
    public Uri Address { get; }

    public HttpClient Client { get; }

    public LogCollector Logs { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>
    /// Starts a server. The settings are pairs of configuration key and value, such as ("Sse:Heartbeat", "00:00:00.050").
    /// </summary>
    public static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(configure: null, folder: null, settings);

    /// <summary>
    /// Starts a server with services of the test, such as a fake clock, or with its data in a folder that remains after the server.
    /// </summary>
    public static Task<TestServer> StartAsync(
        Action<WebApplicationBuilder>? configure, TemporaryFolder? folder, params (string Key, string Value)[] settings) =>
        StartAsync(configure, map: null, folder, settings);

    /// <summary>Starts a server with services and endpoints of the test, as a hosting application adds them.</summary>
    public static async Task<TestServer> StartAsync(
        Action<WebApplicationBuilder>? configure, Action<WebApplication>? map, TemporaryFolder? folder,
        params (string Key, string Value)[] settings)
    {
        var ownFolder = folder is null ? new TemporaryFolder() : null;
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = (folder ?? ownFolder)!.Path, EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(
            StringComparer.Ordinal)
            { ["Urls"] = "http://127.0.0.1:0", ["Delivery:DrainTime"] = "00:00:00", ["Metrics:Interval"] = "0s" });
        var store = await TestStore.SettingsAsync((folder ?? ownFolder)!);
        builder.Configuration.AddInMemoryCollection(store.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration.AddInMemoryCollection(TestStore.PoliciesOf(settings));
        var logs = new LogCollector();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddStreaming();
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapStreaming();
        map?.Invoke(app);
        await app.StartAsync().OrTimeout();
        return new TestServer(app, ownFolder, logs);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Stops the server as SIGTERM would, which also ends its streams.</summary>
    public Task StopAsync() => _app.StopAsync().OrTimeout();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync().OrTimeout();
        await _app.DisposeAsync().OrTimeout();
        if (_ownFolder is not null)
            await TestStore.DeleteAsync(_ownFolder);
        _ownFolder?.Dispose();
        Logs.ThrowIfUnexpected();
    }
}
