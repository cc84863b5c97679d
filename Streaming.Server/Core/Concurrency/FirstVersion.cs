namespace Streaming.Server.Core.Concurrency;

/// <summary>Creates the versions of new stored objects whose names can be used again after a deletion, such as schedules.</summary>
internal static class FirstVersion
{
    // Leaves half of the range for the increments.
    private const long Max = long.MaxValue / 2;

    /// <summary>
    /// Returns a random version. If the first version were always 1, a write that was prepared for a deleted object could apply to a new
    /// object with the same name.
    /// </summary>
    public static long New() => Random.Shared.NextInt64(1, Max);
}
