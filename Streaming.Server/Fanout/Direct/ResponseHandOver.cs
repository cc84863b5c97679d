using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Passes the response of an event stream to the fan-out (the part that sends a topic's messages to all subscribers), after the transport
/// has written its beginning.
/// </summary>
internal static class ResponseHandOver
{
    /// <summary>
    /// Sends the messages of a topic to a response. With a direct connection (to whose socket the fan-out writes by itself), the returned
    /// task completes at once, and the messages are sent when the request has ended. Otherwise it completes when the stream ends.
    /// </summary>
    /// <param name="http">The request whose response receives the messages.</param>
    /// <param name="direct">The direct connection of the request; null if it has none.</param>
    /// <param name="protocol">The form in which the transport sends messages.</param>
    /// <param name="reader">The reader of the topic, which the fan-out disposes.</param>
    /// <param name="lease">The stream lease (the right to keep the stream open), which the fan-out disposes.</param>
    public static async Task RunAsync(
        HttpContext http, DirectConnection? direct, SubscriberProtocol protocol, TopicReader reader, StreamLease? lease)
    {
        var fanout = http.RequestServices.GetRequiredService<FanoutEngine>();
        if (direct is not null)
        {
            DirectConnection.EndHttpAfter(http);
            direct.HandOverTo(connection => fanout.RunAsync(
                new Subscriber(reader, new SocketConnectionWriter(connection), protocol), lease, connection.Closed));
            return;
        }

        await fanout.RunAsync(
            new Subscriber(reader, new PipeConnectionWriter(http.Response.BodyWriter, http.Abort), protocol), lease, http.RequestAborted);
        AbortWhenClosing(http);
    }

    /// <summary>
    /// Aborts the connection if its stream has ended because the server closes its streams. Some clients reconnect only after an error, and
    /// would not reconnect after a complete response.
    /// </summary>
    public static void AbortWhenClosing(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<StreamLifetime>().IsClosing)
            http.Abort();
    }
}
