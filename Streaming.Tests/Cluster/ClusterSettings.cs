using System.Globalization;

namespace Streaming.Tests.Cluster;

/// <summary>
/// How long and how hard the nodes are tested. Small in CI; a long run sets the environment variables, such as
/// <c>STREAMING_CLUSTER_SECONDS=60 STREAMING_CLUSTER_READERS=600 STREAMING_CLUSTER_NODE_KILLS=20 STREAMING_CLUSTER_POSTGRES_KILLS=20</c>.
/// </summary>
internal static class ClusterSettings
{
    public static TimeSpan Duration => TimeSpan.FromSeconds(Of("SECONDS", 12));

    public static int Topics => Of("TOPICS", 20);

    public static int Publishers => Of("PUBLISHERS", 6);

    public static int Readers => Of("READERS", 40);

    public static int NodeKills => Of("NODE_KILLS", 2);

    public static int PostgresKills => Of("POSTGRES_KILLS", 2);

    /// <summary>How often each failover is repeated, on new servers.</summary>
    public static int Failovers => Of("FAILOVERS", 1);

    public static int Seed { get; } = Of("SEED", Environment.TickCount);

    private static int Of(string name, int value) =>
        int.TryParse(Environment.GetEnvironmentVariable($"STREAMING_CLUSTER_{name}"), CultureInfo.InvariantCulture, out var given) ? given
        : value;
}
