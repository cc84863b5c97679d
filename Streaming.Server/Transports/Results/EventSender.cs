using System.Text.Json;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;
using Streaming.Server.Transports.Sse;

namespace Streaming.Server.Transports.Results;

/// <summary>Sends a sequence of objects of the hosting application as server-sent events.</summary>
internal static class EventSender
{
    // The longest time for which the response to a client that reconnects waits for the first event. If the sequence has ended by then, the
    // client has already received all events.
    private static readonly TimeSpan s_firstEvent = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns the event for an object. The object is the data of the event. If it implements <see cref="IStreamedEvent"/>, it also has the
    /// id and the type of the event.
    /// </summary>
    public static (string? Id, string? Type, object? Data) Event<T>(T item) =>
        item is IStreamedEvent { } named ? (named.Id, named.Type, item) : (null, null, item);

    /// <summary>Sends the events of a sequence to a client.</summary>
    /// <param name="http">The HTTP request to which the events are sent.</param>
    /// <param name="create">A function that creates the sequence of objects.</param>
    /// <param name="map">A function that returns the id, the type and the data of the event for an item.</param>
    /// <param name="json">The JSON options of the application.</param>
    public static async Task SendAsync<T>(
        HttpContext http, Func<CancellationToken, IAsyncEnumerable<T>> create, Func<T, (string? Id, string? Type, object? Data)> map,
        JsonSerializerOptions json)
    {
        http.RequestServices.GetRequiredService<StreamLifetime>().RefuseWhenStopping();
        if (HttpMethods.IsHead(http.Request.Method))
        {
            EventStreamResponse.Prepare(http);
            return;
        }

        using var lease = http.OpenStream(http.GetStreamTopics());
        using var listed = RequestConnection.Begin(http, ConnectionTransports.Sse, http.GetStreamTopics());
        await EventStreamResponse.RunAsync(http, lease, async (heartbeat, ending) =>
        {
            await using var items = create(ending).GetAsyncEnumerator(ending);
            var first = items.MoveNextAsync().AsTask();
            if (await HasReceivedAllAsync(http, first, ending))
            {
                // After the status 204, the EventSource of a browser does not reconnect again.
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            if (first.IsCompleted)
                await first;
            EventStreamResponse.Prepare(http);
            var options = http.RequestServices.GetRequiredService<IOptions<SseOptions>>().Value;
            await using var events = new ItemEvents<T>(http.Response.BodyWriter, SsePreamble.Of(options, id: null), map, json);
            await new SequenceWriter<T>(events, http.Response, heartbeat).RunAsync(items, new ValueTask<bool>(first), ending);
        });
    }

    // Returns whether a client that reconnects has already received all events, so that the sequence has no further event.
    private static async ValueTask<bool> HasReceivedAllAsync(HttpContext http, Task<bool> first, CancellationToken ending)
    {
        if (LastEventId.Of(http.Request) is null)
            return false;
        await ((Task)first).WaitAsync(s_firstEvent, http.RequestServices.GetRequiredService<TimeProvider>(), ending)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return first.IsCompletedSuccessfully && !await first && !ending.IsCancellationRequested;
    }
}
