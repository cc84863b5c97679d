using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>
/// Limits the number of members of each room, and of each other topic with presence, on this server process. The members of all transports
/// count together.
/// </summary>
/// <param name="limit">The maximum number of members of each room.</param>
internal sealed class MemberLimiter(int limit) : ILimitReport
{
    private const string Key = "Rooms:MaxMembers";

    private readonly KeyedCapacityLimiter<TopicName> _limiter = new(int.MaxValue, limit);

    /// <summary>Counts a new member. Call <see cref="Release"/> once when the member leaves.</summary>
    /// <exception cref="RefusalException">The room has the maximum number of members already.</exception>
    public void Acquire(TopicName topic)
    {
        if (_limiter.TryAcquire(topic) != CapacityResult.Acquired)
            throw RefusalException.LimitReached(Key, $"The room has reached its limit of {limit} members ({Key}); try again later.");
    }

    /// <summary>Subtracts a member that has left, or could not join.</summary>
    public void Release(TopicName topic) => _limiter.Release(topic);

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() => [new("Members of the room that has most", Key, _limiter.HighestHeld, limit)];
}
