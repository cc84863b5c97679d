using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using CsCheck;
using Streaming.Tests.Access;
using Streaming.Tests.Support;
using Xunit.Abstractions;

namespace Streaming.Tests.Fuzz;

/// <summary>
/// Sends nearly correct inputs to all entry points at the same time, and checks that there is no status 500, no hang and no growth of
/// memory. STREAMING_FUZZ_INPUTS sets the number of inputs and STREAMING_FUZZ_SEED selects other inputs; CONTRIBUTING.md has the command
/// for a long run.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class EntryPointFuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Usual = 3_000;
    private const double Start = 0.1;
    private const double Middle = 0.55;
    private const long MaxGrowth = 32 << 20;

    private static readonly int s_inputs = int.TryParse(
        Environment.GetEnvironmentVariable("STREAMING_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
        ? wanted : Usual;

    private static readonly string[] s_types =
        ["application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/octet-stream", "text/csv",
        "multipart/form-data; boundary=x", "x", string.Empty];

    // Only entry points whose name contains one of these texts are tested.
    private static readonly string[] s_entryPoints = (Environment.GetEnvironmentVariable("STREAMING_FUZZ_DOORS") ?? string.Empty)
        .Split(',');

    private readonly List<SocketEntryPoint> _sockets = [];
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(
        ("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessages", "1000"), ("Access:Keys:0:Secret", Tokens.Secret),
            ("Access:Open", "true"),
        ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), ("Invitations:PublicUrl", "https://live.example/"),
            ("Webhooks:MaxWebhooks", "50"),
        // Jobs are stored but not run, since the inputs would make them call hosts and send mail.
        ("Jobs:Concurrency", "0"), ("Samples:Ticker", "false"), ("Logging:LogLevel:Default", "Error"),
        // SignalR logs each refusal as an error; the responses show errors that are no refusals.
        ("Logging:LogLevel:Microsoft.AspNetCore.SignalR", "None"), ("Outbound:AllowedNetworks:0", "127.0.0.1"));

    public async Task DisposeAsync()
    {
        foreach (var socket in _sockets)
            await socket.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_entry_point_accepts_or_refuses_every_input()
    {
        var entryPoints = (await AllAsync())
            .Where(entryPoint => s_entryPoints.Any(part => entryPoint.Name.Contains(part, StringComparison.Ordinal))).ToList();
        var started = Stopwatch.GetTimestamp();
        var parts = ((double[])[Start, Middle])
            .Select(part => (Inputs: s_inputs * part,
                Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
            .ToList();
        entryPoints.ForEach(entryPoint => entryPoint.Counted = () =>
            parts.FindAll(part => entryPoints.Sum(each => (long)each.Inputs) >= part.Inputs).ForEach(part => part.Reached.TrySetResult()));
        var running = Task.WhenAll(entryPoints.Select(entryPoint => entryPoint.RunAsync(Math.Max(1, s_inputs / entryPoints.Count))));
        var memory = new List<long>();
        foreach (var part in parts)
        {
            await Task.WhenAny(running, part.Reached.Task);
            memory.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        try
        {
            await running;
        }
        finally
        {
            memory.Add(GC.GetTotalMemory(forceFullCollection: true));
            Report(entryPoints, memory, Stopwatch.GetElapsedTime(started));
        }

        (memory[^1] - memory[0]).Should().BeLessThan(MaxGrowth, "memory does not grow with the number of inputs");
        using var health = await _server.Client.GetAsync("/health/ready").OrTimeout();
        health.IsSuccessStatusCode.Should().BeTrue();
    }

    private async Task<IEnumerable<EntryPoint>> AllAsync()
    {
        var parameters = await WireParameter.AllOfAsync(_server);
        return
        [
            Posts("POST /jobs", "/jobs", Templates.Job),
            Posts("PUT /schedules", "/schedules/nightly", Templates.Schedule),
            Posts("POST /webhooks", "/webhooks", Templates.Webhook),
            Posts("POST invitations", "/rooms/news/invitations", Templates.Invitation),
            Posts("POST /session", "/session", Templates.Session),
            Posts("POST /session/refresh", "/session/refresh", Templates.Session),
            Posts("publish JSON", "/topics/news/messages", Templates.Messages),
            Posts("publish NDJSON", "/topics/news/messages", Templates.Messages, "application/x-ndjson"),
            Posts("publish text", "/topics/news/messages", Shapes.Body, "text/plain"),
            Posts("publish other media types", "/topics/news/messages", Shapes.Body, type: null),
            EntryPoint.Of("every parameter of every endpoint",
                Gen.Select(Gen.OneOf<WireParameter>([.. parameters]), Shapes.Text, Shapes.Text),
                input => AnswerAsync(input.Item1.Request(input.Item2, input.Item3))),
            Socket("room", "/ws/lobby", Gen.OneOf<byte[]>(Shapes.Body, Templates.Messages), WebSocketMessageType.Text),
            Socket("Centrifugal JSON", "/connection/websocket", Templates.Commands, WebSocketMessageType.Text, "centrifuge-json"),
            Socket("Centrifugal Protobuf", "/connection/websocket", Gen.Byte.Array[0, 60], WebSocketMessageType.Binary,
                "centrifuge-protobuf"),
            Socket("SignalR", "/hubs/stream", Templates.Invocations, WebSocketMessageType.Text, subprotocol: null,
                "{\"protocol\":\"json\",\"version\":1}\u001e"),
        ];
    }

    private EntryPoint Posts(string name, string path, Gen<byte[]> bodies, string? type = "application/json") =>
        EntryPoint.Of(name, bodies, body =>
    {
        var request = new HttpRequestMessage(
            name.StartsWith("PUT", StringComparison.Ordinal) ? HttpMethod.Put
            : HttpMethod.Post, path)
        { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type ?? s_types[body.Length % s_types.Length]);
        return AnswerAsync(request);
    });

    private EntryPoint Socket(string name, string path, Gen<byte[]> messages, WebSocketMessageType type, string? subprotocol = null,
        string? greeting = null)
    {
        var socket = new SocketEntryPoint(new UriBuilder(_server.Address) { Scheme = "ws", Path = path }.Uri, type, subprotocol, greeting);
        _sockets.Add(socket);
        return EntryPoint.Of(name, messages, socket.SendAsync);
    }

    private async Task<string> AnswerAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var status = (int)response.StatusCode;
            if (status is >= 400)
            {
                var text = await response.Content.ReadAsStringAsync();
                // Some refusals are a 503; each has a sentence.
                if (status >= 500 && (status == 500 || !text.Contains("\"detail\"", StringComparison.Ordinal)))
                {
                    var sent = request.Content is ByteArrayContent body ? Encoding.UTF8.GetString(await body.ReadAsByteArrayAsync()) : "";
                    throw new InvalidOperationException($"{request.Method} {request.RequestUri} gave {status}: {text}\n{sent}");
                }

                text.Should().NotContain("   at ").And.NotContain("Exception");
            }

            return status.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void Report(IEnumerable<EntryPoint> entryPoints, IReadOnlyList<long> memory, TimeSpan time)
    {
        var all = entryPoints.Sum(entryPoint => (long)entryPoint.Inputs);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{all:N0} inputs in {time.TotalSeconds:N1} s: {all / time.TotalSeconds:N0}/s"));
        output.WriteLine("Memory at the start, in the middle and at the end: " +
            $"{string.Join(", ", memory.Select(bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:N1} MiB")))}");
        foreach (var entryPoint in entryPoints)
            output.WriteLine($"{entryPoint.Name}: {entryPoint.Outcomes}");
    }
}
