namespace Streaming.Server.Fanout.Direct;

/// <summary>Creates the ids of connections for the log, which differ also between runs of the process.</summary>
internal static class ConnectionIds
{
    private static long s_last = Random.Shared.NextInt64(long.MaxValue / 2);

    public static string Next() => Interlocked.Increment(ref s_last).ToString("X16", System.Globalization.CultureInfo.InvariantCulture);
}
