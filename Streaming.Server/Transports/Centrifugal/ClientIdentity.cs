using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The identity of a connected client. Its lease changes when the client refreshes its token.</summary>
internal sealed class ClientIdentity(string connection, string name, StreamLease pass) : IDisposable
{
    /// <summary>The connection's id.</summary>
    public string Connection { get; } = connection;

    /// <summary>The client's name.</summary>
    public string Name { get; } = name;

    /// <summary>The lease of the connection.</summary>
    public StreamLease Lease { get; set; } = pass;

    /// <summary>The caller with its permissions. Read it for each command, since a refresh changes it.</summary>
    public Caller Caller => Lease.Caller;

    /// <summary>The sender of the client's messages; null with a token, which determines the sender.</summary>
    public string? Sender => Caller.HasToken ? null : Name;

    public void Dispose() => Lease.Dispose();
}
