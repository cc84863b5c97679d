using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the identity of a connected Centrifugal client. The stream lease (the client's right to receive messages, which expires with its
/// token) is replaced when the client refreshes its token.
/// </summary>
internal sealed class ClientIdentity(string connection, string name, StreamLease lease) : IDisposable
{
    /// <summary>The id of the client's connection.</summary>
    public string Connection { get; } = connection;

    /// <summary>The name of the client.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The stream lease of the connection (the client's right to receive messages). It expires with the client's token, and is replaced
    /// when the client refreshes the token.
    /// </summary>
    public StreamLease Lease { get; set; } = lease;

    /// <summary>
    /// The identity and the permissions of the client. Read this property again for each command, since a refresh of the token changes it.
    /// </summary>
    public Caller Caller => Lease.Caller;

    /// <summary>
    /// The sender of the messages that the client publishes. Null if the client has a token: the name in the token is then the sender.
    /// </summary>
    public string? Sender => Caller.HasToken ? null : Name;

    public void Dispose() => Lease.Dispose();
}
