using Microsoft.AspNetCore.Builder;
using Streaming.Server.Transports.HttpApi;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>
/// A server with the fast path of plain publish requests, as in the server program, which counts the requests that do not take it.
/// </summary>
internal sealed class FastPathServer : IAsyncDisposable
{
    private int _ordinary;

    private FastPathServer()
    {
    }

    /// <summary>A header that sends a request to the endpoint, and that the endpoint ignores.</summary>
    public static (string Name, string Value) ToEndpoint => ("X-Unknown", "1");

    public TestServer Server { get; private set; } = null!;

    public HttpClient Client => Server.Client;

    /// <summary>The number of requests to endpoints that have not taken the fast path.</summary>
    public int Ordinary => Volatile.Read(ref _ordinary);

    /// <summary>Starts a server that accepts the tokens of the tests, and is open to callers without a token.</summary>
    public static Task<FastPathServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartWithAccessAsync([("Access:Open", "true"), .. settings]);

    /// <summary>Starts a server that accepts the tokens of the tests, with the given access for callers without a token.</summary>
    public static async Task<FastPathServer> StartWithAccessAsync(params (string Key, string Value)[] settings)
    {
        var server = new FastPathServer();
        server.Server = await TestServer.StartAsync(
            static builder => builder.Services.AddPublishFastPath(), server.Count, folder: null,
            [("Logging:LogLevel:Microsoft.AspNetCore", "Warning"), ("Samples:Ticker", "false"),
                ("Access:Keys:0:Secret", Tokens.Secret), .. settings]);
        return server;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    // This middleware comes after those of the streaming server and before the endpoints.
    private void Count(WebApplication app) => app.Use((http, next) =>
    {
        Interlocked.Increment(ref _ordinary);
        return next(http);
    });
}
