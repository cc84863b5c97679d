using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>Another server on real Kestrel, whose responses and their times the test determines.</summary>
internal sealed class OtherServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherServer(WebApplication app) => _app = app;

    /// <summary>The paths that were called, with their HTTP methods.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public Uri Address => new(_app.Urls.First());

    public static async Task<OtherServer> StartAsync(RequestDelegate answer, string address = "127.0.0.1", int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(address), port));
        var app = builder.Build();
        var server = new OtherServer(app);
        app.Run(http =>
        {
            server.Calls.Enqueue($"{http.Request.Method} {http.Request.Path}");
            return answer(http);
        });
        await app.StartAsync().OrTimeout();
        return server;
    }

    public Uri At(string path) => new(Address, path);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token).OrTimeout();
        await _app.DisposeAsync();
    }
}
