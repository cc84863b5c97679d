using System.Net;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Connections;

/// <summary>
/// Represents an open connection, on which a client receives messages or a download, in the list of open connections
/// (<see cref="ConnectionRegistry"/>). The objects that represent connections derive from this class. So an idle connection needs only a
/// few more fields, and no additional object.
/// </summary>
internal abstract class ListedConnection
{
    private ConnectionRegistry? _registry;

    /// <summary>
    /// The transport of the connection, such as server-sent events: one of the names in <see cref="ConnectionTransports"/>.
    /// </summary>
    public abstract string Transport { get; }

    /// <summary>The caller (the sender with its permissions) that has opened the connection; null if it is not known yet.</summary>
    public abstract Caller? Caller { get; }

    /// <summary>The name of the client, such as its name as a member of a room; null if it has no name.</summary>
    public virtual string? Name { get; protected set; }

    /// <summary>The number of bytes that wait in memory to be sent to the client; null if the transport does not count them.</summary>
    public virtual long? PendingBytes => null;

    /// <summary>The IP address of the client; null if it is unknown.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>The number of the connection. The connections are numbered from the start of the process.</summary>
    public long Number { get; private set; }

    /// <summary>The time at which the connection was opened, in seconds since the start of the process.</summary>
    public int OpenedAt { get; private set; }

    /// <summary>The index of the connection in the list of open connections. Only the list uses it.</summary>
    public int ListIndex { get; set; }

    /// <summary>Returns the topics whose messages the client receives on this connection. Callable from any thread.</summary>
    public abstract IEnumerable<ListedTopic> ReadTopics();

    /// <summary>
    /// Closes the connection for an administrator. Each transport does this in its own way, such as with a close frame. Callable from any
    /// thread.
    /// </summary>
    public abstract void Cut();

    /// <summary>Stores the data of the connection as an entry of the list of open connections. Only the list calls this method.</summary>
    public void Listed(ConnectionRegistry registry, long number, int openedAt, IPAddress? address) =>
        (_registry, Number, OpenedAt, Address) = (registry, number, openedAt, address);

    /// <summary>Removes the connection from the list of open connections. Does nothing if it is not in the list.</summary>
    protected void Delist()
    {
        var registry = _registry;
        _registry = null;
        registry?.Remove(this);
    }

    /// <summary>
    /// Replaces another object in the list of open connections. The other object has represented the same connection until now. Does
    /// nothing if it is not in the list.
    /// </summary>
    protected void TakePlaceOf(ListedConnection former)
    {
        if (former._registry is not { } registry)
            return;
        Name = former.Name;
        Listed(registry, former.Number, former.OpenedAt, former.Address);
        registry.Replace(former, this);
        former._registry = null;
        former.OnReplaced(this);
    }

    /// <summary>
    /// Called when another object has replaced this object in the list of open connections. A caller of
    /// <see cref="ConnectionRegistry.List"/> or <see cref="ConnectionRegistry.Find"/> may still have this object.
    /// </summary>
    protected virtual void OnReplaced(ListedConnection current)
    {
    }
}
