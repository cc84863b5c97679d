using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Sse;

/// <summary>Writes a sequence of events and heartbeats to a response, until the sequence ends or the client's token expires.</summary>
internal static class EventStreamResponse
{
    /// <summary>Sets the headers of an event stream. Disables buffering, and the minimum data rate of Kestrel (the HTTP server).</summary>
    public static void Prepare(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        // Disables Kestrel's minimum data rate for this response. Event streams have their own time limit for slow clients.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        http.Response.ContentType = EventStreamAttribute.MediaType;
        EventStreamHeaders.Set(http.Response);
    }

    /// <summary>
    /// Writes the events of a stream until the sequence of events ends, the client's token expires, or the server closes its streams. If
    /// the token expires, the last event reports this.
    /// </summary>
    /// <param name="http">The HTTP request whose response is the event stream.</param>
    /// <param name="lease">The stream lease (the right to keep the stream open). The caller disposes it.</param>
    /// <param name="write">A function that writes the events.</param>
    public static Task RunAsync(HttpContext http, StreamLease lease, Func<Heartbeat, CancellationToken, Task> write) =>
        RowResponse.RunAsync(http, ending => RunAsync(http, lease, write, ending), lease.Expired);

    private static async Task RunAsync(
        HttpContext http, StreamLease lease, Func<Heartbeat, CancellationToken, Task> write, CancellationToken ending)
    {
        var services = http.RequestServices;
        var metrics = services.GetRequiredService<ConnectionMetrics>();
        var interval = services.GetRequiredService<IOptions<SseOptions>>().Value.Heartbeat;
        await using var heartbeat = new Heartbeat(
            http, SseProtocols.Heartbeat.ToArray(), interval, services.GetRequiredService<TimeProvider>());
        metrics.Connections(ConnectionTransports.Sse, 1);
        try
        {
            await write(heartbeat, ending);
        }
        catch (OperationCanceledException)
            when (lease.Expired.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested && http.Response.HasStarted)
        {
            http.Response.BodyWriter.Write(SseProtocols.ExpiredEvent);
            await http.Response.BodyWriter.SendAsync(http.RequestAborted);
        }
        catch (SlowSubscriberException)
        {
            http.Abort();
        }
        finally
        {
            metrics.Connections(ConnectionTransports.Sse, -1);
        }
    }
}
