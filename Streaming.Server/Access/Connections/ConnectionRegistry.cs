using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Streaming.Server.Access.Connections;

/// <summary>
/// Holds the open connections of this server process over all transports. Administrators can list and close these connections. The list is
/// an array: when a connection is removed, the last connection of the array moves to its place.
/// </summary>
internal sealed class ConnectionRegistry(TimeProvider time)
{
    private const int PrefixLength = 6;
    private const int SmallestArray = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byTransport = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start = time.GetUtcNow();

    // The beginning of the ids of this process's connections, which is different in each process. Without it, a request with the id of
    // another node's connection could close a connection of this node.
    private readonly string _prefix = RandomNumberGenerator.GetHexString(PrefixLength, lowercase: true) + "-";
    private ListedConnection[] _all = new ListedConnection[SmallestArray];
    private int _count;
    private long _lastNumber;

    /// <summary>Adds a connection that was opened to the list. The connection removes itself from the list when it ends.</summary>
    public void Add(ListedConnection connection, IPAddress? address)
    {
        var seconds = (int)(time.GetUtcNow() - _start).TotalSeconds;
        lock (_gate)
        {
            if (_count == _all.Length)
                Array.Resize(ref _all, _count * 2);
            connection.ListIndex = _count;
            connection.Listed(this, ++_lastNumber, seconds, address);
            _all[_count++] = connection;
            CollectionsMarshal.GetValueRefOrAddDefault(_byTransport, connection.Transport, out _)++;
        }
    }

    /// <summary>Returns all connections that are open at the moment, in no particular order.</summary>
    public ListedConnection[] List()
    {
        lock (_gate)
            return _all[.._count];
    }

    /// <summary>Returns the number of open connections of each transport. A transport without open connections is missing.</summary>
    public IReadOnlyDictionary<string, int> CountByTransport()
    {
        lock (_gate)
            return _byTransport.Where(static each => each.Value > 0).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Returns the id of a connection, which is unique among all nodes.</summary>
    public string IdOf(ListedConnection connection) => _prefix + connection.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns the time at which a connection was opened, in whole seconds.</summary>
    public DateTime OpenedAt(ListedConnection connection) => _start.AddSeconds(connection.OpenedAt).UtcDateTime;

    /// <summary>
    /// Returns the number of the connection with the given id; null if the text is not the id of a connection of this process.
    /// </summary>
    public long? NumberOf(string id) =>
        id.StartsWith(_prefix, StringComparison.Ordinal)
            && long.TryParse(id.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns the connection with the given id; null if it has ended, or belongs to another node (server process).</summary>
    public ListedConnection? Find(string id)
    {
        if (NumberOf(id) is not { } number)
            return null;
        lock (_gate)
            return Array.Find(_all, connection => connection?.Number == number);
    }

    /// <summary>Replaces an entry of the list by another object, which represents the same connection from now on.</summary>
    public void Replace(ListedConnection former, ListedConnection current)
    {
        lock (_gate)
            (_all[former.ListIndex], current.ListIndex) = (current, former.ListIndex);
    }

    /// <summary>Removes from the list a connection that has ended.</summary>
    public void Remove(ListedConnection connection)
    {
        lock (_gate)
        {
            var last = _all[--_count];
            (_all[connection.ListIndex], last.ListIndex) = (last, connection.ListIndex);
            _all[_count] = null!;
            CollectionsMarshal.GetValueRefOrAddDefault(_byTransport, connection.Transport, out _)--;
            if (_count < _all.Length / 4 && _all.Length > SmallestArray)
                Array.Resize(ref _all, _all.Length / 2);
        }
    }
}
