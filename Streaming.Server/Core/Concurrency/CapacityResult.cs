namespace Streaming.Server.Core.Concurrency;

/// <summary>The result of a request for a permit of a limiter that has a total limit and a limit for each key.</summary>
internal enum CapacityResult
{
    /// <summary>The permit was acquired.</summary>
    Acquired,

    /// <summary>The permit was not acquired, since the total limit is reached.</summary>
    AllHeld,

    /// <summary>The permit was not acquired, since the limit of the key is reached.</summary>
    AllOfKeyHeld,
}
