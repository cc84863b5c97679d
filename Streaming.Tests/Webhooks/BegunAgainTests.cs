using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests webhooks of a topic that is deleted and begins again: its offsets then belong to other messages.</summary>
[Trait("Category", "Slow")]
public sealed class BegunAgainTests
{
    [Fact]
    public async Task A_webhook_receives_all_messages_of_a_topic_that_was_deleted_and_has_begun_again()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        foreach (var text in (string[])["old 1", "old 2", "old 3"])
            await server.Client.PublishAsync("news", text);
        await server.Client.CaughtUpAsync(id);

        await DeleteAsync(server);
        await server.Client.PublishAsync("news", "new 1");
        await server.Client.PublishAsync("news", "new 2");

        await ReceivesAsync(receiver, "new 1", "new 2", "old 1", "old 2", "old 3");
        await server.Client.CaughtUpAsync(id);
    }

    [Fact]
    public async Task A_refused_message_of_a_deleted_topic_is_not_sent_again_and_holds_nothing_of_its_successor_back()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, _) => Task.FromResult(request.Texts.Contains("old") ? 422 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false""");
        await server.Client.PublishAsync("news", "old");
        await Eventually.BecomesAsync(() => Task.FromResult(receiver.Requests.Count), count => count > 1);

        await DeleteAsync(server);
        await server.Client.PublishAsync("news", "new");

        await ReceivesAsync(receiver, "new", "old");
        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync($"/webhooks/{id}"),
            webhook => webhook.GetProperty("waiting").GetInt64() == 0 && webhook.GetProperty("failing").GetArrayLength() == 0);
        receiver.Requests.SelectMany(request => request.Texts).Count(text => text == "new").Should().Be(1);
    }

    private static async Task DeleteAsync(TestServer server)
    {
        using var deleted = await server.Client.DeleteAsync(new Uri("/topics/news", UriKind.Relative)).OrTimeout();
        deleted.EnsureSuccessStatusCode();
    }

    private static async Task ReceivesAsync(Receiver receiver, params string[] texts) => await Eventually.BecomesAsync(
        () => Task.FromResult(string.Join(
            ", ", receiver.Requests.SelectMany(request => request.Texts).Distinct().Order(StringComparer.Ordinal))),
        received => received == string.Join(", ", texts));
}
