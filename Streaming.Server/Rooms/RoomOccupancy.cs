namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes when a room gets its first member on this node (server process), and when its last member leaves. The two messages always
/// alternate, even if members join and leave at the same time.
/// </summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>Publishes whether a room has members, if this has changed since the last publish.</summary>
    /// <param name="room">The room whose state is published.</param>
    /// <param name="isOccupied">Returns whether the room has members now.</param>
    /// <param name="publish">Publishes the given state. If it throws, the exception is passed on to the caller, and the next change
    /// publishes the state.</param>
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

    // Returns whether the room is occupied, if this must be published; null if it has not changed, or if another call is publishing, which
    // checks the room again afterwards.
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
