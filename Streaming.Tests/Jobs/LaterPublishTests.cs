using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class LaterPublishTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("?delay=1h")]
    [InlineData("?deliver-at=2027-03-01T13:00:00Z")]
    [InlineData("?deliver-at=2027-03-01T14:00:00%2B01:00")]
    [InlineData("?deliver-at=2027-03-01T13:00")]
    public async Task A_message_is_published_when_it_is_due(string query)
    {
        await using var server = await StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var response = await server.Client.PostAsync($"/topics/news/messages{query}&type=note&sender=ann", "later", "text/plain");
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var job = await response.Content.ReadFromJsonAsync<JsonElement>();
        (job.GetProperty("type").GetString(), job.GetProperty("state").GetString()).Should().Be(("publish", "queued"));
        job.GetProperty("due").GetDateTime().Should().Be(new DateTime(2027, 3, 1, 13, 0, 0, DateTimeKind.Utc));

        await server.Client.PublishAsync("news", "now");
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMilliseconds(2));

        (await events.NextAsync())!.Data.Should().Be("now");
        var later = await events.NextAsync();
        (later!.Type, later.Data).Should().Be(("note", "later"));
        (await server.Client.GetJsonAsync("/topics/news/messages"))[1].GetProperty("sender").GetString().Should().Be("ann");
    }

    [Fact]
    public async Task A_delayed_JSON_batch_is_published_unchanged()
    {
        await using var server = await StartAsync();
        using var response = await server.Client.PostAsync(
            "/topics/news/messages?delay=0s", """[{"data":{"a":[1,2.50,"\u00e9"]}},{"data":"text","type":"t"}]""", "application/json");
        await server.Client.EndAsync((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        var kept = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().ToList();
        kept[0].GetProperty("data").GetProperty("a").GetArrayLength().Should().Be(3);
        (kept[1].GetProperty("data").GetString(), kept[1].GetProperty("type").GetString()).Should().Be(("text", "t"));
    }

    [Fact]
    public async Task A_delayed_publish_can_be_cancelled_and_its_key_is_used_once()
    {
        await using var server = await StartAsync();
        var ids = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await server.Client.PostAsync(
                "/topics/news/messages?delay=1h", "later", "text/plain", ("Idempotency-Key", "k"));
            ids.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
        }

        ids.Distinct().Should().ContainSingle();
        using var cancelled = await server.Client.DeleteAsync($"/jobs/{ids[0]}").OrTimeout();
        cancelled.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?delay=soon", "text/plain", "delay")]
    [InlineData("?deliver-at=tomorrow", "text/plain", "deliver-at")]
    [InlineData("?deliver-at=5.1", "text/plain", "deliver-at")]
    [InlineData("?delay=1s&deliver-at=2027-03-01T13:00:00Z", "text/plain", "not both")]
    public async Task An_invalid_time_is_refused(string query, string type, string says)
    {
        await using var server = await StartAsync();
        using var response = await server.Client.PostAsync($"/topics/news/messages{query}", "x", type);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task A_delayed_upload_and_a_delayed_message_above_the_limit_are_refused()
    {
        await using var server = await StartAsync();
        using var stream = await server.Client.PostAsync("/topics/news/messages?delay=1s", """{"data":"x"}""", "application/x-ndjson");
        (await stream.ProblemAsync(HttpStatusCode.UnsupportedMediaType)).Should().Contain("later");
        using var large = await server.Client.PostAsync("/topics/news/messages?delay=1s", new string('x', 70_000), "text/plain");
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_delayed_publish_to_a_closed_topic_fails_at_once()
    {
        await using var server = await StartAsync();
        await server.Client.PublishAsync("news", "first");
        using var close = await server.Client.PostAsync("/topics/news/close", string.Empty, "text/plain");
        close.IsSuccessStatusCode.Should().BeTrue();
        using var response = await server.Client.PostAsync("/topics/news/messages?delay=0s", "late", "text/plain");
        var job = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        (await server.Client.EndAsync(job)).Should().NotContain("retrying").And.EndWith("failed");

        var view = await server.Client.JobAsync(job);
        view.GetProperty("attempt").GetInt32().Should().Be(1);
        view.GetProperty("errors").GetRawText().Should().Contain("The topic news is closed");
    }

    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time), folder: null);
}
