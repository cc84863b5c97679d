using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Handlers.Publish;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests the scope of an idempotency key, and the payload for which it is valid.</summary>
[Trait("Category", "Slow")]
public sealed class IdempotencyScopeTests
{
    [Theory]
    [InlineData("sqlite", "news")]
    [InlineData("memory", "news")]
    [InlineData("sqlite", "live:news")]
    public async Task The_same_key_of_another_caller_publishes_that_callers_message(string provider, string topic)
    {
        await using var server = await TestServer.StartAsync(
            ("Storage:Provider", provider), ("Access:Open", "true"), ("Access:Keys:0:Secret", Tokens.Secret),
                ("Access:Issuers:0", "streaming"), ("Access:Issuers:1", "another"), ("Topics:Policies:0:Match", "live:*"),
                ("Topics:Policies:0:Store", "memory"));
        string?[] callers =
        [
            null, Tokens.For("ann", ["*"]), Tokens.For("ben", ["*"]), Tokens.For("anonymous", ["*"]), Tokens.For("application", ["*"]),
                Tokens.For("server", ["*"]),
            Tokens.Make(new() { ["sub"] = "ann", ["publish"] = "*" }, issuer: "another"), Tokens.Make(new() { ["publish"] = "*" }),
                Tokens.Make(new() { ["publish"] = "*", ["name"] = "somebody" }),
        ];

        var answers = new List<JsonElement>();
        foreach (var caller in callers.Concat(callers))
            answers.Add(await AnswerAsync(server, caller, topic, "hi", "order-1"));

        var firsts = answers.ConvertAll(answer => answer.GetProperty("first").GetString());
        firsts.Take(callers.Length).Should().OnlyHaveUniqueItems();
        firsts.Skip(callers.Length).Should().Equal(firsts.Take(callers.Length), "each caller's repetition gets its own response");
        firsts.Should().NotContain(
            (await server.Get<Publisher>().PublishAsync(new TopicName(topic), [NewMessage.Text("hi")], "order-1")).First,
            "the application's keys are its own");
        (await TextsAsync(server, topic)).Should().HaveCount(callers.Length + 1);
    }

    [Fact]
    public async Task A_refreshed_token_of_the_same_subject_keeps_its_keys()
    {
        await using var server = await Tokens.StartServerAsync();
        var first = await AnswerAsync(server, Tokens.For("ann", ["*"], name: "Ann"), "news", "hi", "k");
        var second = await AnswerAsync(
            server, Tokens.For("ann", ["news"], name: "Ann Smith", expires: TimeProvider.System.GetUtcNow().AddHours(3)), "news", "hi",
            "k");
        second.ToString().Should().Be(first.ToString());
    }

    [Theory]
    [InlineData("text/plain", "hi", "text/plain", "ho")]
    [InlineData("text/plain", "hi", "application/json", """[{"data":"hi"},{"data":"hi"}]""")]
    [InlineData("text/plain", "1", "application/json", """{"data":1}""")]
    [InlineData("application/json", """[{"data":1},{"data":2},{"data":3}]""", "application/json",
        """[{"data":"a"},{"data":"b"},{"data":"c"},{"data":"d"},{"data":"e"}]""")]
    [InlineData("application/json", """[{"data":1},{"data":2},{"data":3}]""", "application/json", """[{"data":1},{"data":2}]""")]
    [InlineData("application/json", """{"data":1}""", "application/json", """{"data":1,"type":"t"}""")]
    [InlineData("application/json", """{"data":1}""", "application/json", """{"data":1,"sender":"ann"}""")]
    [InlineData("application/json", """{"data":1}""", "application/x-ndjson", """{"data":1}""")]
    [InlineData("application/x-ndjson", """{"data":1}""", "application/json", """{"data":1}""")]
    public async Task Another_payload_with_the_same_key_is_refused(string type, string body, string otherType, string otherBody)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.Client.PostAsync("/topics/news/messages", body, type, ("Idempotency-Key", "order-1"));
        first.StatusCode.Should().Be(HttpStatusCode.Created);
        var before = await TextsAsync(server, "news");

        using var other = await server.Client.PostAsync("/topics/news/messages", otherBody, otherType, ("Idempotency-Key", "order-1"));

        (await other.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should()
            .StartWith("Idempotency-Key 'order-1' was used for another payload. Send the same payload, or use a new key.");
        (await TextsAsync(server, "news")).Should().Equal(before);
    }

    [Theory]
    [InlineData("text/plain", "hi", "application/json", """{"data":"hi"}""")]
    [InlineData("application/json", """[{"data":1},{"data":2}]""", "application/json",
        """ [ {"type":"message", "data":1}, {"data":2} ] """)]
    [InlineData("application/x-ndjson", "{\"data\":1}\n{\"data\":2}\n", "application/x-ndjson", "\n{ \"data\":1}\r\n\n{\"data\":2}")]
    public async Task The_same_messages_in_another_media_type_are_the_same_payload(
        string type, string body, string otherType, string otherBody)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.Client.PostAsync("/topics/news/messages", body, type, ("Idempotency-Key", "k"));
        using var again = await server.Client.PostAsync("/topics/news/messages", otherBody, otherType, ("Idempotency-Key", "k"));
        again.StatusCode.Should().Be(HttpStatusCode.Created);
        (await again.Content.ReadAsStringAsync()).Should().Be(await first.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_callers_key_cannot_prevent_a_delayed_publish()
    {
        await using var server = await TestServer.StartAsync();
        using var later = await server.Client.PostAsync("/topics/news/messages?delay=1h", "later", "text/plain");
        var id = JobId.Parse((await later.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
        foreach (var key in (string[])[id.Topic.Value, id.Value, $"server:{id}"])
            await AnswerAsync(server, caller: null, "news", "first", key);

        var job = (await server.Get<JobClient>().FindAsync(id))!;
        var arguments = new PublishArguments { Topic = "news", Messages = [PublishedMessage.Of(NewMessage.Text("later"))] };
        var run = new PublishJob(server.Get<Publisher>());
        for (var attempt = 0; attempt < 2; attempt++)
            await run.RunAsync(arguments, new JobContext(job, (_, _) => { }, (_, _) => Task.CompletedTask, CancellationToken.None))
                .OrTimeout();

        (await TextsAsync(server, "news")).Should().Equal("first", "first", "first", "later");
    }

    [Fact]
    public async Task Two_keys_in_one_request_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", "hi", "text/plain", ("Idempotency-Key", "a"), ("Idempotency-Key", "b"));
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("Idempotency-Key");
    }

    [Fact]
    public async Task Many_random_keys_do_not_collide()
    {
        await using var server = await TestServer.StartAsync();
        var random = new Bogus.Randomizer(13);
        var keys = Enumerable.Range(0, 60).Select(_ => random.String(random.Int(1, 200), '!', '~')).Append(new string('~', 200))
            .Distinct(StringComparer.Ordinal).ToList();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < keys.Count; i++)
                (await AnswerAsync(server, caller: null, "news", $"{i}", keys[i])).GetProperty("first").GetString().Should()
                    .EndWith($"-{i + 1}");
        }
    }

    [Fact]
    public async Task Of_concurrent_payloads_with_one_key_one_is_published_and_the_others_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            using var response = await server.Client.PostAsync(
                "/topics/news/messages", $"{number % 4}", "text/plain", ("Idempotency-Key", "k"));
            return response.StatusCode;
        })).OrTimeout();
        statuses.Count(status => status == HttpStatusCode.Created).Should().Be(5);
        statuses.Count(status => status == HttpStatusCode.UnprocessableEntity).Should().Be(15);
        (await TextsAsync(server, "news")).Should().ContainSingle();
    }

    [Fact]
    public async Task The_payload_of_a_key_is_known_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        string delayed;
        await using (var before = await TestServer.StartAsync(configure: null, folder))
        {
            await AnswerAsync(before, caller: null, "news", "hi", "k");
            using var upload = await before.Client.PostAsync(
                "/topics/news/messages", "{\"data\":1}\n{\"data\":2}", "application/x-ndjson", ("Idempotency-Key", "upload"));
            delayed = await (await before.Client.PostAsync(
                "/topics/news/messages?delay=10h", "x", "text/plain", ("Idempotency-Key", "k"))).Content.ReadAsStringAsync();
        }

        await using var server = await TestServer.StartAsync(configure: null, folder);
        using var other = await server.Client.PostAsync("/topics/news/messages", "ho", "text/plain", ("Idempotency-Key", "k"));
        other.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        using var otherLine = await server.Client.PostAsync(
            "/topics/news/messages", "{\"data\":1}\n{\"data\":3}", "application/x-ndjson", ("Idempotency-Key", "upload"));
        (await otherLine.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Should().StartWith("Line 2 ");
        using var otherDelayed = await server.Client.PostAsync(
            "/topics/news/messages?delay=10h", "y", "text/plain", ("Idempotency-Key", "k"));
        otherDelayed.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        using var again = await server.Client.PostAsync("/topics/news/messages?delay=10h", "x", "text/plain", ("Idempotency-Key", "k"));
        (await again.Content.ReadAsStringAsync()).Should().Be(delayed);
    }

    private static async Task<JsonElement> AnswerAsync(TestServer server, string? caller, string topic, string text, string key)
    {
        using var response = await server.Client.SendAsync(
            HttpMethod.Post, $"/topics/{topic}/messages", caller, new StringContent(text), ("Idempotency-Key", key));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Created, body);
        return JsonElement.Parse(body);
    }

    private static async Task<IEnumerable<string>> TextsAsync(TestServer server, string topic) =>
        (await server.Client.GetJsonAsync($"/topics/{topic}/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").ToString());
}
