using System.Text;

namespace Streaming.AbuseTest;

/// <summary>
/// Runs one scenario (one kind of abuse) on a new server: measures a normal publisher and subscriber alone, and then during the abuse.
/// </summary>
internal static class AbuseRun
{
    private const int WarmUpSeconds = 5;
    private const int Batches = 50;
    private const int BatchMessages = 1_000;

    public static async Task<AbuseResult> RunAsync(Scenario scenario, AbuseOptions options, CancellationToken cancellationToken)
    {
        await using var server = await TestedServer.StartAsync(options, cancellationToken);
        await using var other = options.IsControl ? await TestedServer.StartAsync(options, cancellationToken) : null;
        var abused = other ?? server;
        if (!scenario.Reads)
            await FillAsync(abused.Http, cancellationToken);
        await using var normal = new NormalUse(server.Http);
        normal.Start();
        // The first seconds are not measured, since code is compiled and connections are opened in them.
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds), cancellationToken);
        normal.Take();
        // Normal use alone is measured as long as the abuse, since the 99th percentile of fewer messages varies more.
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        var alone = normal.Take();
        await using var clients = new AbusiveClients(scenario, abused.Port, options.Seconds);
        var ending = clients.EndAsync(cancellationToken);
        await Task.WhenAny(ending, Task.Delay(TimeSpan.FromSeconds(options.Seconds * 2), cancellationToken));
        var meanwhile = normal.Take();
        abused.ReadMemory();
        var (opened, ended) = ending.IsCompletedSuccessfully ? await ending : (0, 0);
        return new AbuseResult(scenario, alone.P99, meanwhile.P99, meanwhile.Messages, normal.Failures, abused.PeakMegabytes, opened, ended,
            abused.IsAlive && await AnswersAsync(abused.Http));
    }

    private static async Task FillAsync(HttpClient http, CancellationToken cancellationToken)
    {
        var line = $"{{\"data\":\"{new string('x', 200)}\"}}\n";
        var lines = new StringBuilder().Insert(0, line, BatchMessages).ToString();
        for (var i = 0; i < Batches; i++)
        {
            using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
            using var answer = await http.PostAsync(
                new Uri($"/topics/{Scenario.DownloadTopic}/messages", UriKind.Relative), body, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
