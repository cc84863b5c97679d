using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Hosting;
using Streaming.Server.Messages;
using Streaming.Server.Observability;

namespace Streaming.Server.Sse;

/// <summary>Writes a sequence of messages as server-sent events, for as long as it goes on.</summary>
internal sealed class SseOutputFormatter : OutputFormatter
{
    public const string MediaType = "text/event-stream";

    public SseOutputFormatter() => SupportedMediaTypes.Add(MediaType);

    public override async Task WriteResponseBodyAsync(OutputFormatterWriteContext context)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        using var life = services.GetRequiredService<StreamLifetime>().Begin(http);
        Prepare(http);
        var metrics = services.GetRequiredService<StreamingMetrics>();
        metrics.Connections("sse", 1);
        try
        {
            var writer = new SseWriter(http, services.GetRequiredService<IOptions<SseOptions>>().Value, services.GetRequiredService<TimeProvider>(), metrics);
            await using (writer)
                await writer.RunAsync((IAsyncEnumerable<Message>)context.Object!, life.Token);
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
            // The client left, or the server stops: both are how a stream ends.
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Writing to somebody who has just left.
        }
        finally
        {
            metrics.Connections("sse", -1);
        }
    }

    protected override bool CanWriteType(Type? type) => typeof(IAsyncEnumerable<Message>).IsAssignableFrom(type);

    private static void Prepare(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // How slow a reader may be is for the stream to say, not for Kestrel.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
