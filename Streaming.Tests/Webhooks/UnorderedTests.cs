using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests webhooks that do not need their messages in order.</summary>
[Trait("Category", "Slow")]
public sealed class UnorderedTests
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

    [Fact]
    public async Task Without_order_a_failed_batch_delays_no_other_messages_and_is_sent_again_separately()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var poison = 3;
        receiver.Answer = (request, _) =>
            Task.FromResult(request.Texts.Contains("poison") && Interlocked.Decrement(ref poison) >= 0 ? 500 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"batch":1""");
        await server.Client.PublishAsync("news", "poison");
        await receiver.NextAsync();
        for (var i = 1; i <= 5; i++)
            await server.Client.PublishAsync("news", $"{i}");

        var rest = await receiver.TakeAsync(8);
        rest.SelectMany(request => request.Texts).Should().BeEquivalentTo("1", "2", "3", "4", "5", "poison", "poison", "poison");
        await server.Client.CaughtUpAsync(id);
    }

    [Fact]
    public async Task Without_order_later_messages_follow_several_refused_ones_in_a_row()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (request, _) =>
            Task.FromResult(request.Texts.Single().StartsWith("poison", StringComparison.Ordinal) ? 422 : 200);
        await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"batch":1""");
        foreach (var text in (string[])["poison 1", "poison 2", "poison 3"])
        {
            await server.Client.PublishAsync("news", text);
            await receiver.UntilAsync(text);
        }

        await server.Client.PublishAsync("news", "fine");

        await receiver.UntilAsync("fine");
    }

    [Fact]
    public async Task Even_without_order_a_failing_receiver_gets_one_request_at_a_time()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:Parallel", "4"));
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(500);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","ordered":false,"batch":1""");
        await server.Client.PostForAsync(
            "/topics/news/messages", "[" + string.Join(',', Enumerable.Range(1, 200).Select(i => $$"""{"data":"{{i}}"}""")) + "]",
            HttpStatusCode.Created);

        // The four requests of the first round, and the one that follows each deferred one: of four refusals in a row, one is deferred.
        (await receiver.TakeAsync(20)).Select(request => request.Texts.Single()).Distinct().Should().HaveCountLessThanOrEqualTo(9);
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("failing")[0].GetProperty("topic").GetString().Should()
            .Be("news");
        receiver.Answer = (_, _) => Task.FromResult(200);
        await server.Client.CaughtUpAsync(id);
        (await Eventually.BecomesAsync(
            () => Task.FromResult(receiver.Requests.SelectMany(request => request.Texts).Distinct().Count()), count => count == 200))
                .Should().Be(200);
    }
}
