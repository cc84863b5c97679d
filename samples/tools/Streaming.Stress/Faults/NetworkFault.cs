using Streaming.Stress.Relay;

namespace Streaming.Stress.Faults;

/// <summary>A fault of the network between clients and server, as a row of a table.</summary>
/// <param name="Name">The name in the names of scenarios.</param>
/// <param name="Text">What the fault does, for the list of scenarios.</param>
/// <param name="RunAsync">Causes the fault on a relay once. The relay works normally afterwards.</param>
internal sealed record NetworkFault(string Name, string Text, Func<TcpRelay, Random, CancellationToken, Task> RunAsync)
{
    public static IReadOnlyList<NetworkFault> All { get; } =
    [
        new("cut", "Each connection is cut after a random number of bytes, even within a message", CutAsync),
        new("outage", "All connections are cut, and new ones are refused for a time", OutageAsync),
        new("delay", "All bytes arrive late, and connections are then cut", DelayAsync),
        new("throttle", "Each connection carries only a few kilobytes a second, and is then cut", ThrottleAsync),
        new("freeze", "No bytes arrive for a time, after which connections continue or are cut", FreezeAsync),
    ];

    private static async Task CutAsync(TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.CutAfterBytes = () =>
        {
            lock (random)
                return random.Next(200, 60_000);
        };
        relay.CutAll();
        await Task.Delay(random.Next(1_000, 2_000), cancellationToken);
        relay.CutAfterBytes = null;
        relay.CutAll();
    }

    private static async Task OutageAsync(TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.Refuses = true;
        relay.CutAll();
        await Task.Delay(random.Next(200, 1_500), cancellationToken);
        relay.Refuses = false;
    }

    private static async Task DelayAsync(TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.Delay = TimeSpan.FromMilliseconds(random.Next(20, 400));
        await Task.Delay(random.Next(500, 2_000), cancellationToken);
        relay.CutAll();
        relay.Delay = TimeSpan.Zero;
    }

    private static async Task ThrottleAsync(TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.BytesPerSecond = random.Next(2_000, 20_000);
        await Task.Delay(random.Next(1_000, 3_000), cancellationToken);
        relay.BytesPerSecond = null;
        relay.CutAll();
    }

    private static async Task FreezeAsync(TcpRelay relay, Random random, CancellationToken cancellationToken)
    {
        relay.Freeze();
        await Task.Delay(random.Next(300, 2_500), cancellationToken);
        if (random.Next(2) == 0)
            relay.CutAll();
        relay.Thaw();
    }
}
