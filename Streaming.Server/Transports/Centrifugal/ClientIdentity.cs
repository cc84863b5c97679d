using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the identity of a connected Centrifugal client, and its stream lease (the right to receive messages, which expires with the
/// client's token). A new lease replaces the old one when the client refreshes its token.
/// </summary>
internal sealed class ClientIdentity(string connection, string name, StreamLease lease) : IDisposable
{
    /// <summary>The id of the client's connection.</summary>
    public string Connection { get; } = connection;

    /// <summary>The name of the client.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The stream lease of the connection (the right to receive messages). The lease expires with the client's token, and a refresh of the
    /// token replaces it.
    /// </summary>
    public StreamLease Lease { get; set; } = lease;

    /// <summary>
    /// The identity and the permissions of the client. Read this property again for each command, because a refresh of the token changes
    /// it.
    /// </summary>
    public Caller Caller => Lease.Caller;

    /// <summary>
    /// The sender of the messages that the client publishes. Null if the client has a token, because the sender is then the name in the
    /// token.
    /// </summary>
    public string? Sender => Caller.HasToken ? null : Name;

    public void Dispose() => Lease.Dispose();
}
