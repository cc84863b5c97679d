using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Streaming.Server.Jobs;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.ConsolePage;

/// <summary>
/// A server that shows something in each section of the console: topics, members, streams, 200 jobs, a schedule, a webhook that works and
/// one that fails.
/// </summary>
internal sealed class SampleServer : IAsyncDisposable
{
    private const int Succeeding = 150, Failing = 30, Waiting = 20, Messages = 60, Streams = 6;

    private static readonly string[] s_topics =
    [
        "alerts:critical", "chat:42", "deploys", "news", "orders:eu", "orders:us", "prices:BTC-EUR", "prices:ETH-EUR", "room:lobby",
        "room:support", "sensors:hall-1", "sensors:hall-2", "users:ada:inbox",
    ];

    private static readonly string[] s_members = ["Ada", "Grace", "Linus", "Margaret", "Ken"];

    private readonly List<RoomClient> _members = [];
    private readonly List<EventStream> _streams = [];

    private SampleServer(TestServer server, Receiver receiver) => (Server, Receiver) = (server, receiver);

    public TestServer Server { get; }

    public Uri Address => Server.Address;

    public Receiver Receiver { get; }

    /// <summary>A job that has failed.</summary>
    public string FailedJob { get; private set; } = string.Empty;

    /// <summary>The webhook whose receiver refuses all messages.</summary>
    public string FailingWebhook { get; private set; } = string.Empty;

    /// <summary>All sections, and one item of those that have items.</summary>
    public IReadOnlyList<string> Places =>
        [.. ConsoleTab.Sections, "topics/orders:eu", "rooms/lobby", $"jobs/{FailedJob}", "jobs?state=failed", $"webhooks/{FailingWebhook}"];

    public static async Task<SampleServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var receiver = await Receiver.StartAsync();
        var server = await TestServer.StartAsync(Configure, folder: null,
            [
                ("Outbound:AllowedNetworks:0", "127.0.0.1"), ("Webhooks:Linger", "00:00:00.050"), ("Metrics:Interval", "00:00:01"),
                .. settings,
            ]);
        var sample = new SampleServer(server, receiver);
        await sample.PublishAsync();
        await sample.ConnectAsync();
        await sample.EnqueueAsync();
        return sample;
    }

    public async ValueTask DisposeAsync()
    {
        // The members read nothing, so the server may have disconnected them already.
        foreach (var member in _members)
            member.Socket.Abort();
        foreach (var stream in _streams)
            await stream.DisposeAsync();
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static void Configure(WebApplicationBuilder builder) => builder.Services
        .AddJob<SampleJob>("report").AddJob<SampleJob>("thumbnail").AddJob<SampleJob>("invoice");

    private async Task PublishAsync()
    {
        // The path of the failing webhook does not exist at the receiver, which answers 404.
        var gone = Receiver.Url.Replace("/hook", "/gone", StringComparison.Ordinal);
        var (failing, _) = await Server.Client.HookAsync(gone, """["orders:*"]""");
        FailingWebhook = failing;
        await Server.Client.HookAsync(Receiver.Url, """["news","room:*"]""");
        foreach (var topic in s_topics)
        {
            var lines = new StringBuilder();
            for (var i = 1; i <= Messages; i++)
                lines.Append(Line(topic, i)).Append('\n');
            using var answer = await Server.Client.PostAsync($"/topics/{topic}/messages", lines.ToString(), "application/x-ndjson");
            answer.EnsureSuccessStatusCode();
        }
    }

    private static string Line(string topic, int number) => topic.Split(':')[0] switch
    {
        "orders" => string.Create(CultureInfo.InvariantCulture,
            $"{{\"type\":\"paid\",\"data\":{{\"order\":{1000 + number},\"amount\":{number * 3.5 % 100:0.00},\"currency\":\"EUR\"}}}}"),
        "prices" => string.Create(
            CultureInfo.InvariantCulture, $"{{\"type\":\"price\",\"data\":{{\"eur\":{61_200 + (number * 37 % 90)}}}}}"),
        "sensors" => string.Create(CultureInfo.InvariantCulture, $"{{\"data\":{{\"celsius\":{19 + (number % 7 * 0.4):0.0}}}}}"),
        "room" => $"{{\"sender\":\"{s_members[number % s_members.Length]}\",\"data\":\"Build {4100 + number} is green\"}}",
        _ => $"{{\"data\":\"Release 2.{number} is out\"}}",
    };

    private async Task ConnectAsync()
    {
        foreach (var name in s_members)
            _members.Add(await RoomClient.JoinAsync(Server, name.Length > 4 ? "support" : "lobby", $"name={name}"));
        for (var i = 0; i < Streams; i++)
            _streams.Add(await EventStream.OpenAsync(Server.Client, $"/topics/{s_topics[i]}/events"));
    }

    private async Task EnqueueAsync()
    {
        await EnqueueAsync("thumbnail", """{"percent":100}""", Succeeding);
        FailedJob = await EnqueueAsync("invoice", """{"percent":40,"fails":true}""", Failing);
        await EnqueueAsync("report", """{"percent":60,"waits":true}""", Waiting);
        using var schedule = await Server.Client.PutAsync("/schedules/nightly-report", new StringContent(
            """{"cron":"0 3 * * *","type":"report","arguments":{"percent":100},"zone":"Europe/Berlin"}""")).OrTimeout();
        schedule.EnsureSuccessStatusCode();
        await Eventually.BecomesAsync(
            () => Server.Client.GetJsonAsync("/jobs?state=failed"), found => found.GetArrayLength() == Failing);
        await Eventually.BecomesAsync(
            () => Server.Client.GetJsonAsync("/jobs?state=succeeded&type=thumbnail&limit=1000"),
            found => found.GetArrayLength() == Succeeding);
    }

    private async Task<string> EnqueueAsync(string type, string arguments, int count)
    {
        var job = $$"""{"type":"{{type}}","arguments":{{arguments}},"attempts":1}""";
        var jobs = $"[{string.Join(',', Enumerable.Repeat(job, count))}]";
        using var answer = await Server.Client.PostAsync("/jobs", jobs, "application/json");
        answer.EnsureSuccessStatusCode();
        return (await Server.Client.GetJsonAsync($"/jobs?type={type}&limit=1"))[0].GetProperty("id").GetString()!;
    }
}
