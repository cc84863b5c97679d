using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Who a connected client is. Its pass changes when the client refreshes its token.</summary>
internal sealed class ClientIdentity(string connection, string name, StreamLease pass) : IDisposable
{
    /// <summary>The connection's own name.</summary>
    public string Connection { get; } = connection;

    /// <summary>The name it goes by.</summary>
    public string Name { get; } = name;

    /// <summary>Its stay.</summary>
    public StreamLease Pass { get; set; } = pass;

    /// <summary>What it may do; ask anew for each act.</summary>
    public Caller Caller => Pass.Caller;

    /// <summary>Who publishes what it sends: where there is a token, that says it.</summary>
    public string? Sender => Caller.HasToken ? null : Name;

    public void Dispose() => Pass.Dispose();
}
