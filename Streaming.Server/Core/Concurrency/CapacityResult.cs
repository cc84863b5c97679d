namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// The result of a request for a permit of a limiter. The limiter has a limit for all permits together, and a limit for each key, such as
/// an IP address.
/// </summary>
internal enum CapacityResult
{
    /// <summary>The permit was acquired.</summary>
    Acquired,

    /// <summary>The permit was not acquired, because the limit of all permits together is reached.</summary>
    LimitReached,

    /// <summary>The permit was not acquired, because the limit of its key (such as an IP address) is reached.</summary>
    KeyLimitReached,
}
