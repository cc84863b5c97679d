namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes a message when a room gets its first member on this node (server process), and another message when its last member leaves. A
/// room never gets the same of the two messages twice in a row, even if members join and leave at the same time.
/// </summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>
    /// Publishes the message that a room has members or that it is empty, unless the last published message stated the same.
    /// </summary>
    /// <param name="room">The room whose state (with members or empty) is published.</param>
    /// <param name="isOccupied">A function that returns whether the room has members now.</param>
    /// <param name="publish">
    /// A function that publishes that the room has members (true) or is empty (false). If it throws, the caller receives the exception, and
    /// the next join or leave tries again to publish.
    /// </param>
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

    // Returns which message must be published: true if the room has members, false if it is empty. Returns null if no message must be
    // published, since nothing has changed, or since another thread is publishing and checks the room again afterwards.
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
