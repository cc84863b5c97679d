using System.Collections.Concurrent;
using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>
/// Tests that all messages arrive although the server and the receiver fail. The receiver is a separate process that verifies requests with
/// the npm library of Standard Webhooks.
/// </summary>
[Trait("Category", "Slow")]
public sealed class KillTests : IDisposable
{
    private const int Topics = 4;
    private const int Messages = 10_000;
    private const int Batch = 25;

    private readonly TemporaryFolder _folder = new();
    private readonly Ledger _ledger = new();
    private readonly string _secret = "whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    public void Dispose() => _folder.Dispose();

    [NodeTheory(NodePackages.Clients)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failures_and_kills_of_receiver_and_server_lose_no_message(
        bool ordered)
    {
        var receiver = await NodeReceiver.StartAsync(_secret, _ledger.Enter, seed: 1, failures: 0.5);
        var server = await StartServerAsync();
        try
        {
            var (id, _) = await server.Client.HookAsync(
                $"http://127.0.0.1:{receiver.Port}/", """["t:*"]""",
                $$""","secret":"{{_secret}}","batch":{{Batch}},"ordered":{{(ordered ? "true" : "false")}} """);
            await PublishAsync(server, 0, Messages / 2);
            await _ledger.BecomesAsync(Messages / 8);

            await receiver.KillAsync();
            await PublishAsync(server, Messages / 2, Messages * 3 / 4);
            receiver = await RestartAsync(receiver, seed: 2);
            await _ledger.BecomesAsync(Messages / 4);

            await server.KillAsync();
            await server.DisposeAsync();
            server = await StartServerAsync();
            await PublishAsync(server, Messages * 3 / 4, Messages);
            await _ledger.BecomesAsync(Messages / 2);

            await receiver.KillAsync();
            receiver = await RestartAsync(receiver, seed: 3);
            await _ledger.BecomesAsync(Messages);
            await server.Client.CaughtUpAsync(id);

            _ledger.Errors.Should().BeEmpty();
            _ledger.MostRunning.Should().BeInRange(1, ordered ? Topics : 8);
            if (ordered)
                _ledger.OutOfOrder.Should().Be(0, "at the first arrival of a message all earlier ones have arrived");
            var deliveries = await server.Client.DeliveriesAsync(id);
            deliveries.Should().Contain(delivery => delivery.GetProperty("error").ValueKind != System.Text.Json.JsonValueKind.Null);
            (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("state").GetString().Should().Be("active");
        }
        finally
        {
            await receiver.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [NodeTheory(NodePackages.Clients)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_npm_library_of_Standard_Webhooks_verifies_the_requests(int secrets)
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await NodeReceiver.StartAsync(_secret, _ledger.Enter);
        await using var stranger = await NodeReceiver.StartAsync("whsec_" + Convert.ToBase64String(new byte[32]), _ledger.Enter);
        var (id, _) = await server.Client.HookAsync($"http://127.0.0.1:{receiver.Port}/", """["news"]""", $$""","secret":"{{_secret}}" """);
        // The webhook has two secrets for a time, and the receiver still uses the old one.
        if (secrets == 2)
            await server.Client.PostForAsync($"/webhooks/{id}/secret");
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("status").GetInt32().Should().Be(204);
        await server.Client.PublishAsync("news", "ünïcödé 😀");
        await server.Client.CaughtUpAsync(id);
        _ledger.Types.Should().Equal("test", "messages");

        await server.Client.PatchAsync(id, $$"""{"url":"http://127.0.0.1:{{stranger.Port}}/"}""");
        (await server.Client.PostForAsync($"/webhooks/{id}/test")).GetProperty("status").GetInt32().Should().Be(400);
        _ledger.Errors.Should().ContainSingle().Which.Should().Contain("No matching signature");
    }

    private Task<ServerProcess> StartServerAsync() => ServerProcess.StartAsync(_folder, [
        .. WebhookHttp.Settings.SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value]),
        "--Jobs:Lease", "00:00:01",
        // A short delay, so that the server soon sends again to a receiver that was killed.
        "--Outbound:Breaker:FailureRatio", "1", "--Outbound:Breaker:Pause", "00:00:00.500"]);

    private Task<NodeReceiver> RestartAsync(NodeReceiver killed, int seed) =>
        NodeReceiver.StartAsync(_secret, _ledger.Enter, killed.Port, seed, failures: 0.5);

    // Messages are published in batches, so that publishing is short compared with the test; each topic gets an equal number.
    private static async Task PublishAsync(ServerProcess server, int from, int through)
    {
        const int AtOnce = 500;
        for (var first = from; first < through; first += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, Topics).Select(topic => server.Client.PostForAsync(
                $"/topics/t:{topic}/messages", "[" + string.Join(',', Enumerable.Repeat("""{"data":"x"}""", AtOnce / Topics)) + "]",
                    HttpStatusCode.Created)));
        }
    }

    /// <summary>Checks the received messages for completeness and order.</summary>
    private sealed class Ledger
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, HashSet<long>> _seen = new(StringComparer.Ordinal);

        public ConcurrentQueue<string> Errors { get; } = new();

        public ConcurrentQueue<string?> Types { get; } = new();

        public int MostRunning { get; private set; }

        public int OutOfOrder { get; private set; }

        private int Count
        {
            get
            {
                lock (_gate)
                    return _seen.Values.Sum(offsets => offsets.Count);
            }
        }

        public void Enter(NodeReceiver.Taken taken)
        {
            if (taken.Error is { } error)
            {
                Errors.Enqueue(error);
                return;
            }

            Types.Enqueue(taken.Type);
            lock (_gate)
            {
                MostRunning = Math.Max(MostRunning, taken.Running);
                if (!_seen.TryGetValue(taken.Topic ?? string.Empty, out var offsets))
                    _seen[taken.Topic ?? string.Empty] = offsets = [];
                foreach (var offset in taken.Offsets ?? [])
                {
                    if (offset > 1 && !offsets.Contains(offset - 1))
                        OutOfOrder++;
                    offsets.Add(offset);
                }
            }
        }

        // Each wait is for the next message: a busy machine may take long for all of them.
        public async Task BecomesAsync(int count)
        {
            for (var seen = Count; seen < count;)
            {
                var before = seen;
                seen = await Eventually.BecomesAsync(() => Task.FromResult(Count), now => now > before);
            }
        }
    }
}
