using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests a webhook that no longer needs its messages in order.</summary>
[Trait("Category", "Slow")]
public sealed class OrderChangeTests
{
    [Fact]
    public async Task A_topic_that_waits_for_its_refused_message_continues_when_the_order_is_no_longer_needed()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, _) => Task.FromResult(request.Texts.Contains("poison") ? 422 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","batch":1""");
        foreach (var text in (string[])["poison", "two", "three"])
            await server.Client.PublishAsync("news", text);
        await Eventually.BecomesAsync(() => Task.FromResult(receiver.Requests.Count), count => count > 2);

        using var body = new StringContent("""{"ordered":false}""", System.Text.Encoding.UTF8, "application/json");
        using var changed = await server.Client.PatchAsync(new Uri($"/webhooks/{id}", UriKind.Relative), body).OrTimeout();

        changed.EnsureSuccessStatusCode();
        await Eventually.BecomesAsync(
            () => Task.FromResult(receiver.Requests.SelectMany(request => request.Texts).Distinct().Order()),
            texts => texts.SequenceEqual(["poison", "three", "two"]));
    }
}
