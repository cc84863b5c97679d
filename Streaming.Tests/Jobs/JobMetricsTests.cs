using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

[Trait("Category", "Slow")]
public sealed class JobMetricsTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Waiting_and_running_jobs_are_gauges_and_their_times_are_histograms_from_1_ms(string store)
    {
        var (begun, goOn) = (Source(), Source());
        var probe = new Probe
        {
            Run = async (_, _) =>
            {
                begun.TrySetResult();
                await goOn.Task;
                return new ProbeResult(0);
            },
        };
        await using var server = await probe.StartAsync(("Jobs:Concurrency", "1"), ("Storage:Provider", store));
        var first = await server.Client.EnqueueAsync();
        await begun.Task.OrTimeout();
        var second = await server.Client.EnqueueAsync(more: ""","priority":3""");
        var third = await server.Client.EnqueueAsync();
        await server.Client.EnqueueAsync(more: ""","delay":"1h" """);

        await MetricsAsync(server, page =>
            Value(page, "streaming_jobs_waiting{", "probe") == 2 && Value(page, "streaming_jobs_running{", "probe") == 1
                && Value(page, "streaming_jobs_oldest_due_seconds", "") > 0);
        goOn.SetResult();
        foreach (var id in (string[])[first, second, third])
            (await server.Client.EndAsync(id)).Should().EndWith("succeeded");

        var page = await MetricsAsync(server, page =>
            Value(page, "streaming_jobs_waiting{", "probe") == 0 && Value(page, "streaming_jobs_running{", "probe") == 0
                && Value(page, "streaming_jobs_oldest_due_seconds", "") == 0);
        page.Should().MatchRegex("""streaming_jobs_wait_seconds_bucket\{[^}]*le="0\.005"[^}]*\}""").And.MatchRegex(
            """streaming_jobs_wait_seconds_bucket\{[^}]*le="600"[^}]*\}""");
        page.Should().MatchRegex("""streaming_jobs_duration_seconds_bucket\{[^}]*type="probe"[^}]*le="0\.001"[^}]*\}""");
        page.Should().Contain("streaming_jobs_overdue");
    }

    private static Task<string> MetricsAsync(TestServer server, Func<string, bool> satisfies) =>
        Eventually.BecomesAsync(() => server.Client.GetStringAsync("/metrics"), satisfies);

    private static double? Value(string page, string name, string type)
    {
        var line = page.Split('\n')
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)
            && (type.Length == 0 || line.Contains($"type=\"{type}\"", StringComparison.Ordinal)));
        return line is null ? null : double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
