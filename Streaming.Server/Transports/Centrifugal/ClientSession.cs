using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the connection, the channel subscriptions and the command dispatcher of one connected Centrifugal client.</summary>
/// <param name="connection">The connection, to which replies and messages are written.</param>
/// <param name="channels">The channels of the client.</param>
/// <param name="commands">The object that executes the commands of the client.</param>
/// <param name="opener">
/// The caller that the HTTP request identifies. The command <c>connect</c> may contain the token of another caller.
/// </param>
internal sealed class ClientSession(
    CentrifugalConnection connection, ChannelSubscriptions channels, CommandDispatcher commands, Caller opener) : ListedConnection
{
    public CentrifugalConnection Connection => connection;

    public ChannelSubscriptions Channels => channels;

    public CommandDispatcher Commands => commands;

    public override string Transport => ConnectionTransports.Centrifugal;

    public override Caller Caller => connection.Client?.Caller ?? opener;

    public override string? Name => connection.Client?.Name;

    public override long? PendingBytes => connection.Writer.PendingBytes;

    public override IEnumerable<ListedTopic> ReadTopics() => channels.ReadTopics();

    public override void Cut() => connection.Close(CloseReason.Cut);

    /// <summary>Removes the session from the list of open connections.</summary>
    public void End() => Delist();
}
