using System.Net;
using Streaming.Server.Access.Authorization;

namespace Streaming.Server.Access.Connections;

/// <summary>
/// An open connection on which a client receives messages or a download, as an entry of the list of connections
/// (<see cref="ConnectionRegistry"/>). The class is the base of the objects that represent connections, so that an idle connection needs
/// only a few more fields and no further object.
/// </summary>
internal abstract class ListedConnection
{
    private ConnectionRegistry? _registry;

    /// <summary>The transport of the connection: one of <see cref="ConnectionTransports"/>.</summary>
    public abstract string Transport { get; }

    /// <summary>The caller that has opened the connection; null if it is not known yet.</summary>
    public abstract Caller? Caller { get; }

    /// <summary>The name of the client, such as that of a member of a room; null if it has none.</summary>
    public virtual string? Name { get; protected set; }

    /// <summary>The number of bytes that wait in memory for the client; null if they are not counted.</summary>
    public virtual long? PendingBytes => null;

    /// <summary>The IP address of the client; null if it is unknown.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>The number of the connection, counted from the start of the process.</summary>
    public long Number { get; private set; }

    /// <summary>The time at which the connection was opened, in seconds since the start of the process.</summary>
    public int OpenedAt { get; private set; }

    /// <summary>The index of the connection in the list. Used only by the list.</summary>
    public int ListIndex { get; set; }

    /// <summary>Returns the topics that the client receives. Callable from any thread.</summary>
    public abstract IEnumerable<ListedTopic> ReadTopics();

    /// <summary>Closes the connection in the form that its transport has for this. Callable from any thread.</summary>
    public abstract void Cut();

    /// <summary>Records that the connection is in a list. Used only by the list.</summary>
    public void Listed(ConnectionRegistry registry, long number, int openedAt, IPAddress? address) =>
        (_registry, Number, OpenedAt, Address) = (registry, number, openedAt, address);

    /// <summary>Removes the connection from the list. Does nothing if the connection is not in the list.</summary>
    protected void Delist()
    {
        var registry = _registry;
        _registry = null;
        registry?.Remove(this);
    }

    /// <summary>
    /// Takes the place of another object in the list, which has represented the same connection until now. Does nothing if that object is
    /// not in the list.
    /// </summary>
    protected void TakePlaceOf(ListedConnection former)
    {
        if (former._registry is not { } registry)
            return;
        Name = former.Name;
        Listed(registry, former.Number, former.OpenedAt, former.Address);
        registry.Replace(former, this);
        former._registry = null;
        former.OnReplaced();
    }

    /// <summary>Called when another object has taken the place of this one in the list.</summary>
    protected virtual void OnReplaced()
    {
    }
}
