using System.Net.Sockets;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// Deletes a topic and begins it again under the same name. A subscriber that resumes with a position of the deleted topic must receive a
/// gap, and then all messages of the new one.
/// </summary>
internal static class SecondLife
{
    private static readonly SseTransport s_transport = new(hasSeveralTopics: false);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task CheckAsync(ScenarioRun run, ServerProcess server, Random random, CancellationToken cancellationToken)
    {
        using var api = new ApiClient(() => server.Address);
        var topic = FormattableString.Invariant($"again:{run.Ledger.NextBatch(1).FirstId}");
        var count = random.Next(1, 30);
        var former = await PublishAsync(api, topic, count, "first", cancellationToken);
        await DeleteAsync(api, topic, cancellationToken);
        // The new topic also has a message at the former position, so that only the epoch tells the two lives apart.
        var newest = await PublishAsync(api, topic, count + 1, "second", cancellationToken);
        run.Result.Count("topics begun again");
        run.Result.Check(
            Promises.Epoch, newest.Epoch != former.Epoch, $"another epoch than {former.Epoch}", newest.ToString(), topic, newest.Offset);
        while (!await TryReadAsync(run, server, former, newest, topic, cancellationToken))
            await Task.Delay(s_pause, cancellationToken);
    }

    private static async Task<Position> PublishAsync(
        ApiClient api, string topic, int count, string life, CancellationToken cancellationToken)
    {
        var messages = string.Join(',', Enumerable.Repeat("{\"data\":\"x\"}", count));
        var answer = await api.SendAsync(
            HttpMethod.Post, $"/topics/{topic}/messages", $"[{messages}]", $"{topic}-{life}", cancellationToken);
        return Position.Parse(answer.GetProperty("last").GetString()!);
    }

    private static async Task DeleteAsync(ApiClient api, string topic, CancellationToken cancellationToken)
    {
        try
        {
            await api.SendAsync(HttpMethod.Delete, $"/topics/{topic}", json: null, key: null, cancellationToken);
        }
        catch (HttpRequestException e) when (e.Message.StartsWith("404", StringComparison.Ordinal))
        {
            // The server was killed before it answered the first request, which has deleted the topic.
        }
    }

    // Returns false if the server was killed meanwhile.
    private static async Task<bool> TryReadAsync(
        ScenarioRun run, ServerProcess server, Position former, Position newest, string topic, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(s_patience);
        var seen = new List<string>();
        try
        {
            await foreach (var delivery in s_transport.ReadAsync(server.Address, [topic], former.ToString(), late.Token))
            {
                var message = delivery.Message;
                seen.Add(message.Type == "gap" ? "gap" : message.Position.ToString());
                if (message.Type != "gap" && message.Position.Offset >= newest.Offset)
                    break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            seen.Add("nothing more within 30 s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TransportException)
        {
            return false;
        }

        var messages = Enumerable.Range(1, (int)newest.Offset).Select(offset => (newest with { Offset = offset }).ToString());
        var expected = messages.Prepend("gap").ToList();
        run.Result.Check(
            Promises.Epoch, expected.SequenceEqual(seen, StringComparer.Ordinal), string.Join(' ', expected), string.Join(' ', seen), topic,
            former.Offset);
        return true;
    }
}
