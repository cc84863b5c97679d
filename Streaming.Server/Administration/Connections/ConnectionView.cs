using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Limits;

namespace Streaming.Server.Administration.Connections;

/// <summary>Describes an open connection of a client in a response of the HTTP API.</summary>
/// <param name="Id">The id of the connection, which is unique among all nodes (server processes).</param>
/// <param name="Transport">The transport: <c>sse</c>, <c>websocket</c>, <c>signalr</c>, <c>centrifugal</c>, <c>durable-streams</c> or
/// <c>download</c>.</param>
/// <param name="Subject">The subject of the client's token; null without a token.</param>
/// <param name="Name">The name of the client: its name as a member of rooms, or the name in its token; null if it has none.</param>
/// <param name="Address">The IP address of the client; null if it is unknown.</param>
/// <param name="Since">The time at which the connection was opened, accurate to one second.</param>
/// <param name="Topics">The topics whose messages the client receives, at most 20.</param>
/// <param name="TopicCount">The number of all topics whose messages the client receives.</param>
/// <param name="Behind">The number of messages of all these topics that were not sent to the client yet; 0 for a download.</param>
/// <param name="PendingBytes">
/// The number of bytes that wait in memory to be sent to the client; null if the transport does not count them.
/// </param>
/// <param name="Node">The name of the node (server process) to which the client is connected.</param>
internal sealed record ConnectionView(
    string Id, string Transport, string? Subject, string? Name, string? Address, DateTime Since, IReadOnlyList<string> Topics,
    int TopicCount, long Behind, long? PendingBytes, string Node)
{
    private const int ShownTopics = 20;

    public static ConnectionView Of(ListedConnection connection, ConnectionRegistry connections, string node)
    {
        var topics = connection.ReadTopics().ToList();
        return new ConnectionView(
            connections.IdOf(connection),
            connection.Transport,
            connection.Caller?.Subject,
            connection.Name ?? connection.Caller?.Name,
            connection.Address is { } address ? AddressKey.Unmap(address).ToString() : null,
            connections.OpenedAt(connection),
            [.. topics.Take(ShownTopics).Select(static topic => topic.Name.Value)],
            topics.Count,
            topics.Sum(static topic => topic.Behind),
            connection.PendingBytes,
            node);
    }
}
