using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>A subscriber of a room's topic on one of the transports, which can disconnect and resume.</summary>
internal abstract class TopicReader : IAsyncDisposable
{
    /// <summary>The names of the transports, for theories.</summary>
    public static TheoryData<string> Transports => new("events", "room");

    /// <summary>Creates a subscriber of topic <c>room:lobby</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="transport">One of <see cref="Transports"/>.</param>
    /// <param name="client">A client with a small receive window, for subscribers that will stop reading; null for the usual
    /// client.</param>
    public static TopicReader Create(TestServer server, string transport, HttpClient? client = null) =>
        transport == "events" ? new EventReader(client ?? server.Client) : new RoomReader(server.Address, client);

    /// <summary>Connects, or reconnects after the last position.</summary>
    public abstract Task ConnectAsync(string after);

    /// <summary>Reads the next message; null if the connection has ended.</summary>
    public abstract Task<Delivered?> NextAsync();

    /// <summary>Aborts the connection.</summary>
    public abstract void Break();

    /// <summary>Closes the connection with the close of the transport, if it has one.</summary>
    public abstract ValueTask DisposeAsync();
}
