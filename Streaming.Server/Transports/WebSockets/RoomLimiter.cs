using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.WebSockets;

/// <summary>Keeps the limits of members and connections exact, however many come at once: who connects has a seat before its connection is accepted.</summary>
internal sealed class RoomLimiter(IOptions<RoomOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RoomName, int> _taken = [];
    private int _all;

    /// <summary>Takes a seat; disposing it gives it back.</summary>
    /// <exception cref="RefusalException">There is none free.</exception>
    public IDisposable Take(RoomName room)
    {
        var (maxMembers, maxConnections) = (options.Value.MaxMembers, options.Value.MaxConnections);
        lock (_gate)
        {
            var members = _taken.GetValueOrDefault(room);
            if (members >= maxMembers)
                throw RefusalException.LimitReached("Rooms:MaxMembers", $"The room has its {maxMembers} members (Rooms:MaxMembers); try again later.");
            if (_all >= maxConnections)
                throw RefusalException.LimitReached("Rooms:MaxConnections", $"The server has its {maxConnections} room connections (Rooms:MaxConnections); try again later.");
            _taken[room] = members + 1;
            _all++;
        }

        return new Seat(this, room);
    }

    private void Release(RoomName room)
    {
        lock (_gate)
        {
            _all--;
            if (--_taken[room] == 0)
                _taken.Remove(room);
        }
    }

    private sealed class Seat(RoomLimiter seats, RoomName room) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                seats.Release(room);
        }
    }
}
