using System.Collections.Concurrent;
using System.Globalization;
using Streaming.Server.Fanout.Direct;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

[Trait("Category", "Slow")]
public sealed class ConnectionStartThreadsTests
{
    private const int Starts = 500;

    [Fact]
    public async Task Concurrent_starts_run_on_few_threads_up_to_their_first_wait()
    {
        var (before, after) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<string, int>());
        await Task.WhenAll(Enumerable.Range(0, Starts).Select(_ => StartAsync(before, after))).OrTimeout();
        before.Keys.Should().OnlyContain(name => name.StartsWith("Connections ", StringComparison.Ordinal)).And.HaveCountLessThanOrEqualTo(
            ConnectionStartThreads.Count);
        before.Values.Sum().Should().Be(Starts);
        after.Keys.Should().NotContain(name => name.StartsWith("Connections ", StringComparison.Ordinal));
    }

    [NeedsTheory("sh")]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Connections_of_the_server_start_on_these_threads(string direct)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--Delivery:Direct", direct);
        var before = Runs(server.Id);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await Eventually.BecomesAsync(() => Task.FromResult(Runs(server.Id)), runs => runs > before);
    }

    // Counts how often Linux has scheduled the threads.
    private static long Runs(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Where(task => File.ReadAllText(Path.Combine(task, "comm")).StartsWith("Connections ", StringComparison.Ordinal))
        .Sum(task => long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[2], CultureInfo.InvariantCulture));

    private static async Task StartAsync(ConcurrentDictionary<string, int> before, ConcurrentDictionary<string, int> after)
    {
        await ConnectionStartThreads.SwitchAsync();
        Count(before);
        await Task.Yield();
        Count(after);
    }

    private static void Count(ConcurrentDictionary<string, int> threads) =>
        threads.AddOrUpdate(Thread.CurrentThread.Name ?? "", 1, static (_, count) => count + 1);
}
