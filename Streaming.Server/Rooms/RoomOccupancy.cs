namespace Streaming.Server.Rooms;

/// <summary>Tells when a room gets its first member on this node, and when its last one has left: always in turns, also while many come and go at once.</summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>Tells what has changed of a room, if that was not told yet.</summary>
    /// <param name="room">The room.</param>
    /// <param name="isOccupied">Whether somebody is there now.</param>
    /// <param name="tell">Tells that it is, or is not any more. What it throws is the caller's; it is told with the next change then.</param>
    public async Task PublishAsync(RoomName room, Func<bool> isOccupied, Func<bool, Task> tell)
    {
        while (Begin(room, isOccupied) is { } occupied)
        {
            var told = false;
            try
            {
                await tell(occupied);
                told = true;
            }
            finally
            {
                End(room, told ? occupied : !occupied);
            }
        }
    }

    // Null if there is nothing to tell, or if whoever tells of the room at present looks again afterwards.
    private bool? Begin(RoomName room, Func<bool> isOccupied)
    {
        lock (_gate)
        {
            var occupied = isOccupied();
            var state = _rooms.GetValueOrDefault(room);
            if (state == State.Telling || occupied == (state == State.Occupied))
                return null;
            _rooms[room] = State.Telling;
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
        Telling,
        Occupied,
    }
}
