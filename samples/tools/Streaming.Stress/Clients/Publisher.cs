using System.Globalization;
using System.Text;
using System.Text.Json;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;

namespace Streaming.Stress.Clients;

/// <summary>Publishes messages with ids over HTTP, one request after another, and records the answer to each request.</summary>
/// <param name="address">Returns the address of the server for each new connection.</param>
/// <param name="ledger">The record of all messages.</param>
/// <param name="result">Receives answers that the server must not give.</param>
/// <param name="options">Topics, sizes and pauses.</param>
/// <param name="random">The random decisions of this publisher.</param>
internal sealed class Publisher(
    Func<Uri> address, Ledger ledger, ScenarioResult result, PublishOptions options, Random random) : IDisposable
{
    private const string NothingStored = "nothing was stored";

    private static readonly TimeSpan s_afterFailure = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(60);

    private readonly HttpConnection _connection = new(address);
    private readonly string _padding = options.Padding > 0 ? ' ' + new string('x', options.Padding - 1) : string.Empty;

    /// <summary>Publishes until it is cancelled. A request with a key is still repeated then, until <paramref name="giveUp"/>.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        while (!stop.IsCancellationRequested)
        {
            await PublishAsync(options.Topics[random.Next(options.Topics.Count)], giveUp);
            if (options.Pause > TimeSpan.Zero)
                await Task.Delay(options.Pause, CancellationToken.None);
        }
    }

    /// <summary>Publishes one request to a topic. Returns false if it was not acknowledged.</summary>
    public async Task<bool> PublishAsync(string topic, CancellationToken giveUp)
    {
        var batch = ledger.NextBatch(options.MaxBatch == 1 ? 1 : random.Next(1, options.MaxBatch + 1));
        var body = Body(batch);
        var key = options.IsIdempotent ? string.Create(CultureInfo.InvariantCulture, $"stress-{batch.FirstId}") : null;
        var wasUnknown = false;
        while (true)
        {
            var outcome = await TryAsync(topic, batch, body, key, giveUp);
            if (outcome == Outcome.Acknowledged)
                return true;
            if (outcome == Outcome.Unknown && !wasUnknown)
            {
                ledger.Unknown(topic, batch);
                wasUnknown = true;
            }

            var repeats = key is not null || outcome == Outcome.NotSent;
            if (outcome == Outcome.Refused && !repeats)
                ledger.Refused(topic, batch);
            if (!repeats || giveUp.IsCancellationRequested)
                return false;
            await Task.Delay(s_afterFailure, CancellationToken.None);
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task<Outcome> TryAsync(string topic, Batch batch, byte[] body, string? key, CancellationToken giveUp)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        late.CancelAfter(s_answerTimeout);
        try
        {
            var answer = await _connection.SendAsync("POST", $"/topics/{topic}/messages", "application/json", body, key, late.Token);
            switch (answer.Status)
            {
                case 201:
                    result.Held(Promises.Answers);
                    ledger.Acknowledged(topic, First(answer.Body), batch);
                    return Outcome.Acknowledged;
                case 503 when answer.Body.Contains(NothingStored, StringComparison.OrdinalIgnoreCase):
                    result.Held(Promises.Answers);
                    return Outcome.Refused;
                case 503:
                case 500 when options.MayFail:
                    result.Count($"answers {answer.Status}");
                    return Outcome.Unknown;
                default:
                    result.Violate(Promises.Answers, "201 or 503", $"{answer.Status}: {answer.Body}", topic);
                    return Outcome.Unknown;
            }
        }
        catch (NotSentException)
        {
            return Outcome.NotSent;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return Outcome.Unknown;
        }
    }

    private static Position First(string body)
    {
        using var answer = JsonDocument.Parse(body);
        return Position.Parse(answer.RootElement.GetProperty("first").GetString()!);
    }

    private byte[] Body(Batch batch)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < batch.Count; i++)
        {
            text.Append(i == 0 ? "{\"data\":\"" : ",{\"data\":\"");
            text.Append(IdText.Of(batch.FirstId + i)).Append(_padding).Append("\"}");
        }

        return Encoding.ASCII.GetBytes(text.Append(']').ToString());
    }

    private enum Outcome
    {
        Acknowledged,
        Refused,
        NotSent,
        Unknown,
    }
}
