using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

public sealed class IdempotencyTests
{
    [Theory]
    [InlineData("text/plain", "hi")]
    [InlineData("application/json", "[{\"data\":1},{\"data\":2}]")]
    [InlineData("application/x-ndjson", "{\"data\":1}\n{\"data\":2}\n{\"data\":3}\n")]
    public async Task The_same_key_returns_the_same_response_and_publishes_nothing(string contentType, string body)
    {
        await using var server = await TestServer.StartAsync();
        var first = await AnswerAsync(server, body, contentType, "key-1");
        await server.Client.PublishAsync("news", "in between");
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var count = await CountAsync(server);

        var second = await AnswerAsync(server, body, contentType, "key-1");

        second.Should().Be(first);
        (await CountAsync(server)).Should().Be(count);
        await server.Client.PublishAsync("news", "after");
        (await reader.NextAsync())!.Data.Should().Be("after", "subscribers receive no message of a repetition");
    }

    [Fact]
    public async Task Requests_with_other_keys_or_topics_are_separate_publishes()
    {
        await using var server = await TestServer.StartAsync();
        await AnswerAsync(server, "hi", "text/plain", "key-1");
        await AnswerAsync(server, "hi", "text/plain", "key-2");
        await AnswerAsync(server, "hi", "text/plain", "key-1", "other");
        (await CountAsync(server)).Should().Be(2);
        (await CountAsync(server, "other")).Should().Be(1);
    }

    [Fact]
    public async Task A_key_is_valid_for_24_hours()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Appends.Noon));
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), folder: null, ("Topics:RetentionInterval", "1.00:00:00"));
        await AnswerAsync(server, "hi", "text/plain", "key");
        time.Advance(TimeSpan.FromHours(23));
        await AnswerAsync(server, "hi", "text/plain", "key");
        (await CountAsync(server)).Should().Be(1);
    }

    [Fact]
    public async Task Concurrent_repetitions_publish_once()
    {
        await using var server = await TestServer.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AnswerAsync(server, "hi", "text/plain", "key"))).OrTimeout();
        answers.Distinct(StringComparer.Ordinal).Should().ContainSingle();
        (await CountAsync(server)).Should().Be(1);
    }

    [Fact]
    public async Task A_key_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        string first;
        await using (var before = await TestServer.StartAsync(configure: null, folder))
            first = await AnswerAsync(before, "hi", "text/plain", "key");
        await using var server = await TestServer.StartAsync(configure: null, folder);
        (await AnswerAsync(server, "hi", "text/plain", "key")).Should().Be(first);
        (await CountAsync(server)).Should().Be(1);
    }

    [Fact]
    public async Task A_repeated_upload_after_an_interruption_publishes_each_line_once()
    {
        const int Lines = 200;
        await using var server = await TestServer.StartAsync(("Publishing:MaxBatchMessages", "7"));
        var lines = Enumerable.Range(1, Lines).Select(i => $"{{\"data\":\"{i}\"}}\n").ToList();
        foreach (var sent in (int[])[30, 5, 101])
        {
            await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
            using var body = new PausingContent("application/x-ndjson");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/topics/news/messages") { Content = body };
            request.Headers.Add("Idempotency-Key", "upload");
            var upload = server.Client.SendAsync(request);
            body.Send(string.Concat(lines.Take(sent)) + lines[sent][..5]);
            await reader.TakeAsync(sent);
            body.Break();
            await FluentActions.Awaiting(() => upload).Should().ThrowAsync<HttpRequestException>();
        }

        var answer = JsonDocument.Parse(await AnswerAsync(server, string.Concat(lines), "application/x-ndjson", "upload")).RootElement;

        (answer.GetProperty("first").GetString()![^2..], answer.GetProperty("last").GetString()![^4..], answer.GetProperty("count")
            .GetInt32()).Should().Be(("-1", "-200", Lines));
        (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetString())
            .Should().Equal(Enumerable.Range(1, Lines).Select(i => $"{i}"));
    }

    private static async Task<string> AnswerAsync(TestServer server, string body, string contentType, string key, string topic = "news")
    {
        using var response = await server.Client.PostAsync($"/topics/{topic}/messages", body, contentType, ("Idempotency-Key", key));
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<int> CountAsync(TestServer server, string topic = "news") =>
        (await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("count").GetInt32();
}
