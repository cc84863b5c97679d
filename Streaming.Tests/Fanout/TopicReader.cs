using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>One reader of a room's topic on one of the transports, which can go away and come back to where it was.</summary>
internal abstract class TopicReader : IAsyncDisposable
{
    /// <summary>The transports, for theories.</summary>
    public static TheoryData<string> Transports => new("events", "room");

    /// <summary>Makes a reader of topic <c>room:lobby</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="transport">One of <see cref="Transports"/>.</param>
    /// <param name="client">A client with a small window, for readers that will not read; null for the usual one.</param>
    public static TopicReader Create(TestServer server, string transport, HttpClient? client = null) =>
        transport == "events" ? new EventReader(client ?? server.Client) : new RoomReader(server.Address, client);

    /// <summary>Connects, or connects again.</summary>
    public abstract Task ConnectAsync(string after);

    /// <summary>The next message; null when the connection has ended.</summary>
    public abstract Task<Delivered?> NextAsync();

    /// <summary>Goes away without a word.</summary>
    public abstract void Break();

    /// <summary>Goes away as politely as the transport allows.</summary>
    public abstract ValueTask DisposeAsync();
}
