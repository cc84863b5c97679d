using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>
/// The members of one room on this node (server process). In a small room each join and leave is published. In a big room only the number
/// of members is published.
/// </summary>
internal sealed class RoomMembers(int maxListed)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Membership> _memberships = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);
    private bool _countsOnly;
    private bool _retired;
    private int _joined;
    private int _left;

    public int Count
    {
        get
        {
            lock (_gate)
                return _memberships.Count;
        }
    }

    /// <summary>
    /// Adds a member to the room. If a connection joins twice, it is listed once and stays a member until it has left twice.
    /// </summary>
    /// <returns>The way in which the join is published. Null if this object is no longer used, because the room had become empty. The
    /// caller must then create a new object for the room and try again.</returns>
    public PresenceUpdate? Join(Member member)
    {
        lock (_gate)
        {
            if (_retired)
                return null;
            if (_memberships.TryGetValue(member.Connection, out var membership))
            {
                membership.Times++;
                return PresenceUpdate.Nothing;
            }

            _memberships[member.Connection] = new Membership(member) { Times = 1 };
            _users[member.UserKey] = _users.GetValueOrDefault(member.UserKey) + 1;
            _countsOnly |= _memberships.Count > maxListed;
            return ReportChange(ref _joined);
        }
    }

    /// <summary>
    /// Removes a member from the room. A connection that has joined several times stays a member until it has left as many times.
    /// </summary>
    public PresenceUpdate Leave(Member member)
    {
        lock (_gate)
        {
            if (!_memberships.TryGetValue(member.Connection, out var membership) || --membership.Times > 0)
                return PresenceUpdate.Nothing;
            _memberships.Remove(member.Connection);
            if (--_users[member.UserKey] == 0)
                _users.Remove(member.UserKey);
            var update = ReportChange(ref _left);
            // The room is small again, so later joins and leaves are published one by one. This leave is not published: the next message
            // with the number of members includes it.
            if (_memberships.Count <= maxListed / 2)
                _countsOnly = false;
            return update;
        }
    }

    /// <summary>
    /// Ends the use of this object if the room has no members and its number of members need not be published any more. Returns whether the
    /// use has ended. After that, Join returns null.
    /// </summary>
    public bool TryRetire()
    {
        lock (_gate)
            return _retired |= _memberships.Count == 0 && _joined + _left == 0;
    }

    public MembersView View(TopicName topic)
    {
        lock (_gate)
            return new MembersView(RoomName.OfTopic(topic), topic.Value, _memberships.Count, _users.Count, !_countsOnly, _countsOnly ? []
                : [.. _memberships.Values.Select(membership => membership.Member)
                .OrderBy(member => member.Since).ThenBy(member => member.Connection, StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Returns the current number of members, and how many members have joined and left since the previous call of this method. Joins and
    /// leaves that were published one by one are not counted.
    /// </summary>
    public PresenceChange TakeCounts()
    {
        lock (_gate)
        {
            var change = new PresenceChange(_memberships.Count, _users.Count, _joined, _left, !_countsOnly);
            (_joined, _left) = (0, 0);
            return change;
        }
    }

    private PresenceUpdate ReportChange(ref int counter)
    {
        if (!_countsOnly)
            return PresenceUpdate.OneByOne;
        counter++;
        return PresenceUpdate.InBatch;
    }

    private sealed record Membership(Member Member)
    {
        public int Times { get; set; }
    }
}
