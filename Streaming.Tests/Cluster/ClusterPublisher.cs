using System.Net;
using System.Text;
using System.Text.Json;

namespace Streaming.Tests.Cluster;

/// <summary>
/// Publishes to random topics on random nodes. With keys, it repeats a publish that was not answered, with the same Idempotency-Key on any
/// node, until it is acknowledged; without, the message is in its topic once or not at all.
/// </summary>
internal sealed class ClusterPublisher(string name, string[] topics, bool usesKeys, ClusterNodes nodes, Ledger ledger, int seed)
{
    private const string Nothing = "nothing was stored";

    private static readonly HttpClient s_client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    private readonly Random _random = new(seed);
    private volatile bool _hasGivenUp;

    /// <summary>Ends the repetition of a message whose outcome is open, since the test has failed.</summary>
    public void GiveUp() => _hasGivenUp = true;

    /// <summary>Publishes until it is cancelled; a message whose outcome is open is still repeated.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            await PublishAsync(topics[_random.Next(topics.Length)], $"{name}:{i}");
            await Task.Delay(_random.Next(5, 40), CancellationToken.None);
        }
    }

    private async Task PublishAsync(string topic, string text)
    {
        while (!await TryAsync(topic, text) && usesKeys && !_hasGivenUp)
            await Task.Delay(_random.Next(20, 200), CancellationToken.None);
    }

    private async Task<bool> TryAsync(string topic, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(nodes.Any(_random), $"/topics/{topic}/messages"))
        {
            Content = new StringContent(text, Encoding.UTF8, "text/plain"),
        };
        if (usesKeys)
            request.Headers.Add("Idempotency-Key", text);
        try
        {
            using var response = await s_client.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.Created)
            {
                var position = JsonDocument.Parse(body).RootElement.GetProperty("first").GetString()!;
                ledger.OnAcknowledged(topic, new Received(position, string.Empty, text).Offset, text);
                return true;
            }

            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                ledger.Fault($"A publish was answered with {response.StatusCode}: {body}");
            else if (!usesKeys && body.Contains(Nothing, StringComparison.Ordinal))
                ledger.OnRefused(topic, text);
            else
                ledger.OnUnknown();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            ledger.OnUnknown();
        }

        return false;
    }
}
