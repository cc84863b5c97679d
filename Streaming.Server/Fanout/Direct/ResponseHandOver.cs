using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Passes the response of an event stream to the fan-out (the part of the server that sends messages to subscribers). The transport has
/// already written the beginning of the response.
/// </summary>
internal static class ResponseHandOver
{
    /// <summary>
    /// Sends the messages of a topic to a response. If the server can write directly to the socket of the connection, the returned task
    /// completes at once. The messages are then sent after the end of the HTTP request. Otherwise the task completes when the stream ends.
    /// </summary>
    /// <param name="http">The request whose response receives the messages.</param>
    /// <param name="direct">The connection of the request, if the server can write directly to its socket; otherwise null.</param>
    /// <param name="protocol">The form in which the transport sends messages.</param>
    /// <param name="reader">The reader of the topic. The fan-out (the part of the server that sends messages to subscribers) disposes
    /// it.</param>
    /// <param name="lease">The stream lease (the right to keep the stream open). The fan-out (the part of the server that sends messages to
    /// subscribers) disposes it.</param>
    /// <param name="former">
    /// The object that represents the connection in the list of open connections, until messages are sent on the connection.
    /// </param>
    public static async Task RunAsync(
        HttpContext http, DirectConnection? direct, SubscriberProtocol protocol, TopicReader reader, StreamLease? lease,
        ListedConnection former)
    {
        var fanout = http.RequestServices.GetRequiredService<FanoutEngine>();
        if (direct is not null)
        {
            DirectConnection.EndHttpAfter(http);
            direct.HandOverTo(connection => fanout.RunAsync(
                new Subscriber(reader, new SocketConnectionWriter(connection), protocol), lease, connection.Closed, former));
            return;
        }

        var subscriber = new Subscriber(reader, new PipeConnectionWriter(http.Response.BodyWriter, http.Abort), protocol);
        await fanout.RunAsync(subscriber, lease, http.RequestAborted, former);
        if (subscriber.IsCut)
            http.Abort();
        else if (!protocol.IsCompleteWhenClosing)
            AbortWhenClosing(http);
    }

    /// <summary>
    /// Aborts the connection if its stream has ended because the server closes its streams. Some clients reconnect only after an error:
    /// they would not reconnect after a response that looks complete.
    /// </summary>
    public static void AbortWhenClosing(HttpContext http)
    {
        if (http.RequestServices.GetRequiredService<StreamLifetime>().IsClosing)
            http.Abort();
    }
}
