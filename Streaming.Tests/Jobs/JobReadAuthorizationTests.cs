using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Access;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests which callers may read the contents of jobs.</summary>
[Trait("Category", "Slow")]
public sealed class JobReadAuthorizationTests
{
    private const string AuditExport = """{"type":"export","arguments":{"topics":"audit:log"}}""";
    private const string RoomExport = """{"type":"export","arguments":{"topics":"room:*"}}""";
    private const string Mail = """{"type":"email","arguments":{"to":"ann@example.com","subject":"Secret","text":"Only for Ann"}}""";

    private static readonly string s_root = Tokens.For("root", admin: ["*"]);

    [Theory]
    [InlineData(AuditExport, "*", false)]
    [InlineData(AuditExport, "job:*", false)]
    [InlineData(AuditExport, "audit:* job:*", false)]
    [InlineData(RoomExport, "*", false)]
    [InlineData(RoomExport, "job:*", false)]
    [InlineData(RoomExport, "job:* room:a", false)]
    [InlineData(RoomExport, "job:* room:*", true)]
    [InlineData(RoomExport, "job:* *", true)]
    [InlineData(Mail, "*", false)]
    [InlineData(Mail, "job:* *", false)]
    [InlineData("""{"type":"invitation","arguments":{"room":"a","email":"ann@example.com"}}""", "job:* *", false)]
    [InlineData("""{"type":"fetch","arguments":{"urls":["http://nobody.invalid/?secret"]}}""", "job:* *", false)]
    [InlineData("""{"type":"retention"}""", "job:* *", false)]
    [InlineData("""{"type":"publish","arguments":{"topic":"room:a","messages":[{"data":"x"}]}}""", "job:*", false)]
    [InlineData("""{"type":"publish","arguments":{"topic":"room:a","messages":[{"data":"x"}]}}""", "job:* room:a", true)]
    [InlineData("""{"type":"probe"}""", "*", false)]
    [InlineData("""{"type":"probe"}""", "job:*", true)]
    [InlineData("""{"type":"private"}""", "job:*", false)]
    [InlineData("""{"type":"digest","arguments":{"topics":["news","room:*"]}}""", "job:* news", false)]
    [InlineData("""{"type":"digest","arguments":{"topics":["news","room:*"]}}""", "job:* news room:*", true)]
    public async Task A_jobs_content_may_be_read_on_every_endpoint_only_by_callers_with_access(
        string job, string subscribe, bool isAllowed)
    {
        await using var server = await StartAsync();
        server.Logs.Expect("Failed to invoke hub method");
        var id = await EnqueueAsync(server, s_root, job);
        await Eventually.BecomesAsync(
            () => JobAsync(server, id), state => state.GetProperty("state").GetString() is "succeeded" or "failed");
        var reader = Tokens.For("eve", publish: ["*"], subscribe: subscribe.Split(' '));
        var expected = isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
        foreach (var path in (string[])[$"/jobs/{id}", $"/jobs/{id}/events", $"/topics/job:{id}", $"/topics/job:{id}/messages",
            $"/topics/job:{id}/events", $"/events?topic=job:{id}"])
            (await StatusAsync(server, path, reader)).Should().Be(expected, path);
        if (!isAllowed)
            (await StatusAsync(server, $"/jobs/{id}/result", reader)).Should().Be(HttpStatusCode.Forbidden);
        foreach (var path in (string[])[$"/jobs/{id}", $"/jobs/{id}/events", $"/topics/job:{id}/messages"])
            (await StatusAsync(server, path, s_root)).Should().Be(HttpStatusCode.OK, path);

        await using var client = await CentrifugalClient.ConnectAsync(server, request: $"{{\"token\":\"{reader}\"}}");
        foreach (var command in (string[])["subscribe", "history"])
            (await client.CallAsync($"\"{command}\":{{\"channel\":\"job:{id}\"}}")).TryGetProperty("error", out _).Should()
                .Be(!isAllowed, command);
        await using var hub = await HubReader.ConnectAsync(server.Address, token: reader);
        var cursor = () => hub.CallAsync<string>("Cursor", (object)new[] { $"job:{id}" });
        if (isAllowed)
            await cursor.Should().NotThrowAsync();
        else
            (await cursor.Should().ThrowAsync<HubException>()).WithMessage("*does not let you read*");
    }

    [Fact]
    public async Task The_owner_may_read_a_jobs_topic_and_the_same_subject_of_another_issuer_may_not()
    {
        await using var server = await StartAsync(("Access:Issuers:0", "streaming"), ("Access:Issuers:1", "shop"));
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "ann", ["publish"] = "job:*" };
        var id = await EnqueueAsync(server, Tokens.Make(claims), """{"type":"private"}""");
        foreach (var path in (string[])[$"/jobs/{id}", $"/jobs/{id}/events", $"/topics/job:{id}/events", $"/topics/job:{id}/messages"])
        {
            (await StatusAsync(server, path, Tokens.Make(claims))).Should().Be(HttpStatusCode.OK, path);
            (await StatusAsync(server, path, Tokens.Make(claims, issuer: "shop"))).Should().Be(HttpStatusCode.Forbidden, path);
        }

        (await TextAsync(server, "/jobs", Tokens.Make(claims))).Should().Contain(id);
        (await TextAsync(server, "/jobs", Tokens.Make(claims, issuer: "shop"))).Should().NotContain(id);
        claims.Remove("sub");
        var nobodys = await EnqueueAsync(server, Tokens.Make(claims), """{"type":"private"}""");
        (await StatusAsync(server, $"/jobs/{nobodys}", Tokens.Make(claims))).Should()
            .Be(HttpStatusCode.Forbidden, "a token without a subject owns nothing");
    }

    [Fact]
    public async Task Claims_and_open_policies_give_access_to_jobs_only_with_a_pattern_for_jobs()
    {
        await using var server = await StartAsync(("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:Anonymous", "all"));
        var id = await EnqueueAsync(server, s_root, """{"type":"probe"}""");
        await Eventually.BecomesAsync(() => JobAsync(server, id), state => state.GetProperty("state").GetString() == "succeeded");
        var wide = Tokens.For("eve", publish: ["*"], subscribe: ["*"]);
        (await TextAsync(server, "/topics?match=job:*", wide)).Should().NotContain(id);
        (await TextAsync(server, "/topics?match=job:*", s_root)).Should().Contain(id);
        (await TextAsync(server, "/jobs", wide)).Should().NotContain(id);
        (await StatusAsync(server, $"/jobs/{id}", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, "/jobs", token: null)).Should().Be(HttpStatusCode.Unauthorized);
        var export = await EnqueueAsync(server, wide, """{"type":"export","arguments":{"topics":"*"}}""");
        await Eventually.BecomesAsync(() => StatusAsync(server, $"/jobs/{export}/result", wide), status => status == HttpStatusCode.OK);
        (await TextAsync(server, $"/jobs/{export}/result", wide)).Should().NotContain(id);
        using var named = await server.Client.SendAsync(
            HttpMethod.Post, "/jobs", wide, new StringContent("""{"type":"export","arguments":{"topics":"job:*"}}""", Encoding.UTF8));
        named.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_list_shows_the_text_of_a_jobs_progress_to_its_owner_and_administrators_only()
    {
        await using var server = await StartAsync();
        var ann = Tokens.For("ann", publish: ["job:*"]);
        var id = await EnqueueAsync(server, ann, """{"type":"private"}""");
        await Eventually.BecomesAsync(() => JobAsync(server, id), state => state.GetProperty("state").GetString() == "succeeded");
        (await TextAsync(server, "/jobs", ann)).Should().Contain("to ann@example.com");
        (await TextAsync(server, "/jobs", s_root)).Should().Contain("to ann@example.com");
        (await TextAsync(server, "/jobs", Tokens.For("eve", subscribe: ["job:*"]))).Should()
            .Contain(id).And.NotContain("to ann@example.com");
    }

    [Fact]
    public async Task A_session_refreshed_with_a_narrower_token_does_not_extend_a_jobs_events()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(builder =>
        {
            new Probe().Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(clock);
        });
        string Token(int minutes, string subject, params string[] topics) =>
            Tokens.For(subject, subscribe: topics, expires: clock.GetUtcNow().AddMinutes(minutes));
        var id = await EnqueueAsync(
            server, Tokens.For("root", admin: ["*"], expires: clock.GetUtcNow().AddHours(1)), """{"type":"probe","delay":"1h"}""");
        using var session = await SessionClient.BeginAsync(server, Token(5, "eve", "job:*", "news"));
        await using var job = await EventStream.OpenAsync(session.Client, $"/jobs/{id}/events");
        await using var topic = await EventStream.OpenAsync(session.Client, $"/topics/job:{id}/events");
        await using var news = await EventStream.OpenAsync(session.Client, "/topics/news/events");
        using var refreshed = await session.RefreshAsync(Token(60, "eve", "news", "*"));
        (await refreshed.Content.ReadAsStringAsync()).Should().Contain("\"streams\":1");
    }

    [Fact]
    public async Task A_session_of_the_owner_of_a_job_extends_the_events_of_the_job()
    {
        await using var server = await StartAsync();
        string Token(int minutes) => Tokens.For("ann", publish: ["job:*"], expires: TimeProvider.System.GetUtcNow().AddMinutes(minutes));
        var id = await EnqueueAsync(server, Token(60), """{"type":"probe","delay":"1h"}""");
        using var session = await SessionClient.BeginAsync(server, Token(30));
        await using var job = await EventStream.OpenAsync(session.Client, $"/jobs/{id}/events");

        using var refreshed = await session.RefreshAsync(Token(90));

        (await refreshed.Content.ReadAsStringAsync()).Should().Contain("\"streams\":1");
    }

    [Fact]
    public async Task The_owner_of_a_job_may_export_its_topic_before_anyone_has_read_it()
    {
        await using var server = await StartAsync();
        string Token(string subject) => Tokens.For(subject, publish: ["job:*"]);
        var id = await EnqueueAsync(server, Token("ann"), """{"type":"probe","delay":"1h"}""");
        var export = $$$"""{"type":"export","arguments":{"topics":"job:{{{id}}}"}}""";
        foreach (var (subject, status) in new[] { ("ben", HttpStatusCode.Forbidden), ("ann", HttpStatusCode.Accepted) })
        {
            using var response = await server.Client.SendAsync(
                HttpMethod.Post, "/jobs", Token(subject), new StringContent(export, Encoding.UTF8));
            response.StatusCode.Should().Be(status);
        }
    }

    private static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => Tokens.StartServerAsync(
        builder =>
        {
            new Probe().Configure(builder);
            builder.Services.AddJob<PrivateJob>("private", type => type.IsPrivate = true).AddJob<DigestJob>("digest");
        },
        [("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), ("Invitations:PublicUrl", "http://live.example"), .. settings]);

    private static async Task<string> EnqueueAsync(TestServer server, string token, string body)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Post, "/jobs", token, new StringContent(body, Encoding.UTF8));
        response.StatusCode.Should().Be(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> JobAsync(TestServer server, string id) =>
        JsonElement.Parse(await TextAsync(server, $"/jobs/{id}", s_root));

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string path, string? token)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, token);
        return response.StatusCode;
    }

    private static async Task<string> TextAsync(TestServer server, string path, string? token)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, token);
        return await response.Content.ReadAsStringAsync().OrTimeout();
    }

    private sealed record DigestArguments(IReadOnlyList<string> Topics) : ITopicContent
    {
        IReadOnlyList<string> ITopicContent.ContentTopics => Topics;
    }

    private sealed class DigestJob : IJobHandler<DigestArguments, string>
    {
        public Task<string> RunAsync(DigestArguments arguments, JobContext job) => Task.FromResult("digest");
    }

    private sealed class PrivateJob : IJobHandler<NoArguments, string>
    {
        public Task<string> RunAsync(NoArguments arguments, JobContext job)
        {
            job.ReportProgress(1, "to ann@example.com");
            return Task.FromResult("done");
        }
    }
}
