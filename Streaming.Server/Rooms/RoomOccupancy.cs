namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes a message when a room gets its first member on this node (server process), and another message when its last member leaves.
/// The two messages always alternate, even if members join and leave at the same time.
/// </summary>
internal sealed class RoomOccupancy
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, State> _rooms = [];

    /// <summary>
    /// Publishes that a room has members or that it is empty. Does nothing if the last published message stated the same.
    /// </summary>
    /// <param name="room">The room whose state (with members or empty) is published.</param>
    /// <param name="isOccupied">A function that returns whether the room has members now.</param>
    /// <param name="publish">A function that publishes that the room has members (true) or is empty (false). If the function throws, the
    /// caller receives the exception, and the next join or leave repeats the publish.</param>
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

    // Returns which message must be published: true if the room has members, false if it is empty, null if no message must be published.
    // The last case occurs if nothing has changed, or if another thread is publishing and checks the room again afterwards.
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
