using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Cluster;

/// <summary>
/// Publishes to topics on any node, and records each acknowledged message with the phases in which it was sent and acknowledged.
/// </summary>
internal sealed class FailoverPublisher(ClusterNodes nodes) : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly ConcurrentQueue<Published> _acknowledged = new();
    private int _texts;

    /// <summary>The current phase: it increases when the standby is cut off, and when the primary has been killed.</summary>
    public int Phase { get; set; }

    public IReadOnlyCollection<Published> Acknowledged => _acknowledged;

    /// <summary>Publishes to a topic, one message after another.</summary>
    public async Task RunAsync(string topic, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        while (!cancellationToken.IsCancellationRequested)
        {
            await PublishAsync(topic, random);
            await Task.Delay(random.Next(5, 15), CancellationToken.None);
        }
    }

    /// <summary>Publishes some messages to a topic.</summary>
    public async Task PublishAsync(string topic, int count)
    {
        var random = new Random(count);
        for (var i = 0; i < count; i++)
            await PublishAsync(topic, random);
    }

    /// <summary>The number of messages of a topic that were sent and acknowledged in the current phase.</summary>
    public int Count(string topic) => _acknowledged.Count(each => each.Topic == topic && each.Sent == Phase);

    /// <summary>The largest acknowledged offset of a topic.</summary>
    public long Newest(string topic) => _acknowledged.Where(each => each.Topic == topic).Max(each => each.Offset);

    public void Dispose() => _client.Dispose();

    private async Task PublishAsync(string topic, Random random)
    {
        var (sent, text) = (Phase, $"{topic}:{Interlocked.Increment(ref _texts)}");
        using var body = new StringContent(text, Encoding.UTF8, "text/plain");
        using var response = await _client.PostAsync(new Uri(nodes.Any(random), $"/topics/{topic}/messages"), body);
        var answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Created, answer);
        var position = JsonDocument.Parse(answer).RootElement.GetProperty("first").GetString()!;
        _acknowledged.Enqueue(new Published(topic, Positions.OffsetOf(position), text, sent, Phase));
    }

    /// <summary>An acknowledged message.</summary>
    /// <param name="Topic">The topic.</param>
    /// <param name="Offset">The offset.</param>
    /// <param name="Text">The data.</param>
    /// <param name="Sent">The phase in which it was sent.</param>
    /// <param name="Answered">The phase in which it was acknowledged.</param>
    internal sealed record Published(string Topic, long Offset, string Text, int Sent, int Answered);
}
