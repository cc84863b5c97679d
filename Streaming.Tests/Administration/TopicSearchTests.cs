using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Transports.HttpApi;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>The search of <c>GET /topics</c>, and what the list shows of each topic.</summary>
[Trait("Category", "Slow")]
public sealed class TopicSearchTests
{
    private const int Topics = 50_000;

    private static readonly (string, string)[] s_inMemory = [("Topics:Policies:0:Match", "m:*"), ("Topics:Policies:0:Store", "memory")];

    [Theory]
    [InlineData("news", "m:OldNews m:news:1 m:news:2")]
    [InlineData("NEWS:2", "m:news:2")]
    [InlineData("m:news:*", "m:news:1 m:news:2")]
    [InlineData("*1", "m:news:1 m:other1")]
    [InlineData("job:a", "job:a1")]
    [InlineData("job:*", "job:a1 job:b1")]
    [InlineData("nothing", "")]
    public async Task A_search_finds_parts_of_names_and_patterns(string pattern, string expected)
    {
        await using var server = await StartAsync();
        await FillAsync(server, ["m:news:1", "m:news:2", "m:OldNews", "m:other1"]);
        await FillAsync(server, ["job:a1", "job:b1"]);

        var (names, _) = await PageAsync(server, $"/topics?pattern={Uri.EscapeDataString(pattern)}");

        names.Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task The_pages_of_a_search_link_to_each_other()
    {
        await using var server = await StartAsync();
        await FillAsync(server, ["m:a1", "m:a2", "m:b", "m:xA3"]);

        var (first, next) = await PageAsync(server, "/topics?pattern=a&limit=2");
        var (second, end) = await PageAsync(server, next!);

        (first, second).Should().BeEquivalentTo((new[] { "m:a1", "m:a2" }, new[] { "m:xA3" }));
        end.Should().BeNull();
    }

    [Fact]
    public async Task A_rare_name_among_50_000_topics_is_found_in_a_few_requests()
    {
        await using var server = await StartAsync();
        await FillAsync(server, Enumerable.Range(0, Topics).Select(number => $"m:device-{number:D6}"));
        var (found, requests, next) = (new List<string>(), 0, (string?)"/topics?pattern=49999");
        while (next is not null)
        {
            (var names, next) = await PageAsync(server, next);
            found.AddRange(names);
            requests++;
        }

        found.Should().Equal("m:device-049999");
        requests.Should().Be(3, "each request reads 20,000 names");
        var (page, _) = await PageAsync(server, "/topics?after=m:device-040000&limit=100");
        page.Should().HaveCount(100).And.HaveElementAt(0, "m:device-040001");
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("m:a,m:device-000001,m:zz,other:*", "m:a m:device-000001 m:zz")]
    [InlineData("m:z*", "m:zz")]
    [InlineData("m:*zz,m:a", "m:a m:zz")]
    public async Task A_search_names_no_topic_that_its_caller_may_not_read(string subscribe, string expected)
    {
        await using var server = await Tokens.StartServerAsync(s_inMemory);
        await FillAsync(server, ["m:a", .. Enumerable.Range(0, Topics).Select(number => $"m:device-{number:D6}"), "m:zz"]);
        var token = subscribe.Length == 0 ? null : Tokens.For(subscribe: subscribe.Split(','));
        var (found, next) = (new List<string>(), (string?)"/topics?limit=2");
        while (next is not null)
        {
            (var names, next) = await PageAsync(server, next, token);
            found.AddRange(names);
            if (next is not null)
                expected.Split(' ').Should().Contain(after => next.Contains($"after={Uri.EscapeDataString(after)}&"));
        }

        found.Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_caller_who_may_read_no_topic_causes_no_search()
    {
        await using var server = await Tokens.StartServerAsync([.. s_inMemory,
            ("Topics:Policies:1:Match", "open:*"), ("Topics:Policies:1:Anonymous", "subscribe")]);
        var access = server.Get<AccessControl>();
        IReadOnlyList<string> Of(Caller caller, string prefix) =>
            TopicPrefixes.Within(prefix, access.ListablePatterns(caller, new TopicName(prefix)));

        Of(Caller.Anonymous, string.Empty).Should().Equal("open:");
        Of(Caller.Anonymous, "m:").Should().BeEmpty();
        Of(Caller.Anonymous, "open:x").Should().Equal("open:x");
        Of(new Caller { Subscribe = ["*"] }, "job:").Should().BeEmpty("only administrators list the topics of jobs");
        Of(new Caller { Admin = ["*"] }, "job:").Should().Equal("job:");
        Of(new Caller { Subscribe = ["b*", "bc", "a*z"], Admin = ["open:a"] }, string.Empty).Should().Equal("a", "b", "open:");
        Of(new Caller { Subscribe = [.. Enumerable.Range(0, 21).Select(i => $"m:{i:D2}")] }, "m:").Should().Equal("m:");
        await FillAsync(server, ["m:a"]);
        (await PageAsync(server, "/topics", token: null)).Names.Should().BeEmpty();
    }

    [Fact]
    public async Task The_list_shows_the_time_of_the_newest_message()
    {
        await using var server = await StartAsync();
        foreach (var topic in (string[])["durable", "m:memory"])
        {
            await server.Client.PublishAsync(topic, "1");
            var empty = new Uri($"/topics/{topic}-empty", UriKind.Relative);
            using var created = await server.Client.PutAsync(empty, content: null).OrTimeout();
            var published = (await server.Client.GetJsonAsync($"/topics/{topic}/messages"))[0].GetProperty("time").GetDateTime();
            await server.Client.DeleteAsync($"/topics/{topic}/messages?before={(await NewestAsync(server, topic)).Replace("-1", "-2")}")
                .OrTimeout();

            var listed = await server.Client.GetJsonAsync($"/topics?pattern={topic}");

            listed[0].GetProperty("lastTime").GetDateTime().Should().Be(published, "the message was deleted, but its time remains");
            listed[0].GetProperty("count").GetInt32().Should().Be(0);
            listed[1].GetProperty("lastTime").ValueKind.Should().Be(JsonValueKind.Null);
            (await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("lastTime").GetDateTime().Should().Be(published);
        }
    }

    [Theory]
    [InlineData("?pattern=a%20b", "'pattern' is not valid")]
    [InlineData("?pattern=a&match=b", "give one of them")]
    public async Task An_invalid_search_is_refused(string query, string expected)
    {
        await using var server = await StartAsync();
        using var response = await server.Client.GetAsync("/topics" + query).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(expected);
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(s_inMemory);

    private static async Task<string> NewestAsync(TestServer server, string topic) =>
        (await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("newest").GetString()!;

    // Appends one message to each topic, directly to the log that stores the topics.
    private static async Task FillAsync(TestServer server, IEnumerable<string> names)
    {
        var appends = names.Select(name => Appends.Of(name, "x")).ToList();
        await server.Get<TopicRegistry>().GetLog(appends[0].Topic).AppendAsync(appends, CancellationToken.None).OrTimeout();
    }

    private static async Task<(string[] Names, string? Next)> PageAsync(TestServer server, string path, string? token = null)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, token);
        response.EnsureSuccessStatusCode();
        var page = await response.Content.ReadFromJsonAsync<JsonElement>();
        return ([.. page.EnumerateArray().Select(topic => topic.GetProperty("topic").GetString()!)],
            response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null);
    }
}
