namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes when a room gets its first member on this node and when its last one leaves. The two states always alternate, even under
/// concurrent joins and leaves.
/// </summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>Publishes the state of a room if it has changed since it was last published.</summary>
    /// <param name="room">The room.</param>
    /// <param name="isOccupied">Whether the room has members now.</param>
    /// <param name="publish">Publishes the state. If it throws, the next change publishes the state, and the exception goes to the
    /// caller.</param>
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

    // Null if the state has not changed, or if another call is publishing, which checks the state again afterwards.
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
