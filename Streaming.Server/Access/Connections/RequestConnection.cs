using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Connections;

/// <summary>Represents the long response to an HTTP request, such as a download, in the list of open connections.</summary>
/// <param name="origin">The transport of the request, and the IP address of the client.</param>
/// <param name="caller">The caller that has sent the request.</param>
/// <param name="topics">The topics whose messages the response contains.</param>
internal sealed class RequestConnection(ConnectionOrigin origin, Caller caller, params TopicName[] topics) : ListedConnection, IDisposable
{
    /// <inheritdoc/>
    public override string Transport => origin.Transport;

    /// <inheritdoc/>
    public override Caller Caller => caller;

    /// <summary>Adds a request to the list of open connections. The request is removed when the returned object is disposed.</summary>
    public static RequestConnection Begin(HttpContext http, string transport, params TopicName[] topics)
    {
        var connection = new RequestConnection(ConnectionOrigin.Of(http, transport), CallerResolver.Of(http), topics);
        http.RequestServices.GetRequiredService<ConnectionRegistry>().Add(connection, http.Connection.RemoteIpAddress);
        return connection;
    }

    /// <inheritdoc/>
    public override IEnumerable<ListedTopic> ReadTopics() => topics.Select(static topic => new ListedTopic(topic));

    /// <inheritdoc/>
    public override void Cut() => origin.Abort();

    /// <summary>Removes the request from the list of open connections.</summary>
    public void Dispose() => Delist();
}
