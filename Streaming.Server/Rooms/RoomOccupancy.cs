namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes a message when a room gets its first member on this node (server process), and another when its last member leaves. The two
/// kinds of messages always alternate, even if members join and leave at the same time.
/// </summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>Publishes whether a room has members, if the last published message reported the opposite.</summary>
    /// <param name="room">The room whose state (with members or empty) is published.</param>
    /// <param name="isOccupied">A function that returns whether the room has members now.</param>
    /// <param name="publish">A function that publishes whether the room has members (true) or is empty (false). If it throws, the exception
    /// is passed on to the caller, and the next join or leave publishes the message again.</param>
    public async Task PublishAsync(RoomName room, Func<bool> isOccupied, Func<bool, Task> publish)
    {
        while (Begin(room, isOccupied) is { } occupied)
        {
            var isPublished = false;
            try
            {
                await publish(occupied);
                isPublished = true;
            }
            finally
            {
                End(room, isPublished ? occupied : !occupied);
            }
        }
    }

    // Returns true if a message that the room has members must be published, and false for a message that it is empty. Returns null if
    // nothing must be published: either nothing has changed, or another call is publishing and checks the room again when it has finished.
    private bool? Begin(RoomName room, Func<bool> isOccupied)
    {
        lock (_gate)
        {
            var occupied = isOccupied();
            var state = _rooms.GetValueOrDefault(room);
            if (state == State.Publishing || occupied == (state == State.Occupied))
                return null;
            _rooms[room] = State.Publishing;
            return occupied;
        }
    }

    private void End(RoomName room, bool occupied)
    {
        lock (_gate)
        {
            if (occupied)
                _rooms[room] = State.Occupied;
            else
                _rooms.Remove(room);
        }
    }

    private enum State
    {
        Empty,
        Publishing,
        Occupied,
    }
}
