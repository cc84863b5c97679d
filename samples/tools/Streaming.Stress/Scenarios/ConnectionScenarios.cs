namespace Streaming.Stress.Scenarios;

/// <summary>Scenarios with many connections, with connections that do not read, and with malformed input.</summary>
internal static class ConnectionScenarios
{
    public const string Family = "connections";

    public static IEnumerable<IScenario> All { get; } =
    [
        new Scenario(Family, "connections-presence",
            "Members of a room come, go and are cut off: after all has settled, the list, the joins and the leaves are right.",
            PresenceRun.RunAsync),
        new Scenario(Family, "connections-churn",
            "One connection subscribes and unsubscribes 400 channels again and again: each channel continues where it ended.",
            ChurnRun.RunAsync),
        new Scenario(Family, "connections-malformed",
            "Malformed requests and frames on all transports: subscribers beside them lose nothing, and nothing is left.",
            MalformedRun.RunAsync),
        new Scenario(Family, "connections-leftovers",
            "Hundreds of subscribers of all transports come and are cut off, repeatedly: no connection, handle or thread is left.",
            LeftoversRun.RunAsync),
        new Scenario(Family, "connections-reconnect-storm",
            "5,000 subscribers reconnect at once with a Last-Event-ID that is 50,000 messages behind: each receives all, in order.",
            (run, ct) => StormRun.RunAsync(run, 5_000, 50_000, ct)),
        new Scenario(Family, "connections-reconnect-storm-small",
            "500 subscribers reconnect at once with a Last-Event-ID that is 5,000 messages behind: each receives all, in order.",
            (run, ct) => StormRun.RunAsync(run, 500, 5_000, ct)),
        new Scenario(Family, "connections-stalled",
            "19,000 subscribers, of which a tenth does not read: the others receive everything, and nothing is left afterwards.",
            (run, ct) => StalledRun.RunAsync(run, 19_000, ct)),
        new Scenario(Family, "connections-stalled-small",
            "1,000 subscribers, of which a tenth does not read: the others receive everything, and nothing is left afterwards.",
            (run, ct) => StalledRun.RunAsync(run, 1_000, ct)),
    ];
}
