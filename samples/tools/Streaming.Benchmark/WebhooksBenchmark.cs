using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Streaming.Benchmark;

/// <summary>
/// Measures the time until a webhook's receiver has a message: alone, and while 600 topics wait for another receiver that accepts
/// connections and never responds.
/// </summary>
internal sealed class WebhooksBenchmark(ServerSource servers, Report report)
{
    private const int Rounds = 3;
    private const int Messages = 200;
    private const int Hanging = 600;
    private const double RatioTarget = 2;

    // The number of messages. Publishing them takes longer than the time limit of a request to the receiver that never responds.
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!servers.IsOurs)
        {
            Console.Out.WriteLine("Skipped webhooks: it needs servers that this program starts (leave out --url).");
            return;
        }

        var (alone, beside, ratio) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await servers.StartAsync(cancellationToken, "--Outbound:AllowedNetworks:0=127.0.0.1");
            using var http = server.Connect();
            using var healthy = new Receiver();
            using var hanging = new Receiver();
            await HookAsync(http, healthy, "news", cancellationToken);
            await MeasureAsync(http, healthy, Messages / 4, cancellationToken);
            alone.Add(await MeasureAsync(http, healthy, Messages, cancellationToken));

            await HookAsync(http, hanging, "slow:*", cancellationToken);
            for (var i = 0; i < Hanging; i++)
                await PublishAsync(http, $"slow:{i}", cancellationToken);
            _ = await hanging.NextAsync(cancellationToken);
            beside.Add(await MeasureAsync(http, healthy, Messages, cancellationToken));
            ratio.Add(beside[^1] / alone[^1]);
        }

        report.Add("publish to a webhook's receiver, median, alone", "ms", alone);
        report.Add($"publish to a webhook's receiver, median, beside {Hanging} topics that wait for a hanging one", "ms", beside);
        report.Add("· how many times as long", string.Empty, ratio, new Target(RatioTarget, AtLeast: false));
    }

    private static async Task<double> MeasureAsync(HttpClient http, Receiver receiver, int messages, CancellationToken cancellationToken)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < messages; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await PublishAsync(http, "news", cancellationToken);
            using var context = await receiver.NextAsync(cancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            context.Answer();
            await Task.Delay(s_between, cancellationToken);
        }

        milliseconds.Sort();
        return milliseconds[milliseconds.Count / 2];
    }

    private static async Task PublishAsync(HttpClient http, string topic, CancellationToken cancellationToken)
    {
        using var body = new StringContent("x", Encoding.UTF8, "text/plain");
        using var response = await http.PostAsync($"/topics/{topic}/messages", body, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task HookAsync(HttpClient http, Receiver receiver, string topics, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "/webhooks", new { url = receiver.Url, topics = new[] { topics } }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Represents a receiver of webhooks on its own port, whose response the benchmark determines.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Receiver()
        {
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
            }

            _listener.Prefixes.Add(Url);
            _listener.Start();
        }

        public string Url { get; }

        public async Task<Request> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                return new Request(await _listener.GetContextAsync().WaitAsync(s_patience, cancellationToken));
            }
            catch (TimeoutException e)
            {
                throw new BenchmarkException($"A webhook's receiver got no message within {s_patience.TotalSeconds} s.", e);
            }
        }

        public void Dispose() => _listener.Close();
    }

    private sealed class Request(HttpListenerContext context) : IDisposable
    {
        public void Answer()
        {
            context.Response.StatusCode = (int)HttpStatusCode.NoContent;
            context.Response.Close();
        }

        public void Dispose() => context.Request.InputStream.Dispose();
    }
}
