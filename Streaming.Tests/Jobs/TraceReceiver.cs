using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>A collector of traces on real Kestrel, to which a server exports its activities over OTLP (HTTP with protobuf).</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _exports = new();

    private TraceReceiver(WebApplication app) => _app = app;

    /// <summary>The settings that make a server export its activities to this collector without delay.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];

    public static async Task<TraceReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new TraceReceiver(app);
        app.MapPost("/{**path}", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            receiver._exports.Enqueue(body.ToArray());
        });
        await app.StartAsync().OrTimeout();
        return receiver;
    }

    /// <summary>
    /// Waits until an export contains an activity with this name in this trace. In protobuf, the bytes of the trace id come before the
    /// name.
    /// </summary>
    public Task ReceivesAsync(string traceId, string name) => Eventually.BecomesAsync(
        () => Task.FromResult(_exports.Any(export => Contains(export, Convert.FromHexString(traceId), Encoding.UTF8.GetBytes(name)))),
        isFound => isFound);

    /// <summary>Whether an export contains a text.</summary>
    public bool HasText(string text) => _exports.Any(export => export.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    // The length of the name precedes it in protobuf, so a longer name does not match.
    private static bool Contains(ReadOnlySpan<byte> export, ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> name)
    {
        byte[] field = [(byte)name.Length, .. name];
        while (export.IndexOf(traceId) is >= 0 and var at)
        {
            export = export[(at + traceId.Length)..];
            var next = export.IndexOf(traceId);
            if ((next < 0 ? export : export[..next]).IndexOf(field) >= 0)
                return true;
        }

        return false;
    }
}
