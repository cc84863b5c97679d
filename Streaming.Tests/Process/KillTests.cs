using System.Collections.Concurrent;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

[Trait("Category", "Slow")]
public sealed class KillTests
{
    private const int Clients = 16;
    private const int AcknowledgedBeforeEachKill = 200;

    [Fact]
    public async Task Every_acknowledged_message_survives_kill_9_once_and_in_order()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentQueue<(string Position, string Text)>();
        for (var life = 0; life < 3; life++)
        {
            await using var server = await ServerProcess.StartAsync(folder);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var before = acknowledged.Count;
            var clients = Enumerable.Range(0, Clients)
                .Select(client => Task.Run(() => PublishUntilDeathAsync(server, $"{life}:{client}", answer =>
            {
                acknowledged.Enqueue(answer);
                if (acknowledged.Count - before >= AcknowledgedBeforeEachKill)
                    enough.TrySetResult();
            }))).ToList();
            await enough.Task.OrTimeout();
            await server.KillAsync();
            await Task.WhenAll(clients).OrTimeout();
        }

        await using var last = await ServerProcess.StartAsync(folder);
        var kept = (await last.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => (Position: message.GetProperty("position").GetString()!, Offset: message.GetProperty("offset")
                .GetInt64(), Text: message.GetProperty("data").GetString()!))
            .ToList();

        kept.Select(message => message.Offset).Should().Equal(Enumerable.Range(1, kept.Count).Select(offset => (long)offset));
        kept.Select(message => message.Text).Should().OnlyHaveUniqueItems();
        kept.Select(message => (message.Position, message.Text)).Should().Contain(acknowledged);
        foreach (var client in kept.GroupBy(message => message.Text[..message.Text.LastIndexOf(':')], StringComparer.Ordinal))
            client.Select(message => int.Parse(message.Text[(message.Text.LastIndexOf(':') + 1)..])).Should().BeInAscendingOrder();
        acknowledged.Should().HaveCountGreaterThanOrEqualTo(3 * AcknowledgedBeforeEachKill);
    }

    private static async Task PublishUntilDeathAsync(
        ServerProcess server, string client, Action<(string Position, string Text)> acknowledged)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                var text = $"{client}:{i}";
                var answer = await server.Client.PublishAsync("news", text);
                acknowledged((answer.GetProperty("first").GetString()!, text));
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
        }
    }
}
