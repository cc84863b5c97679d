using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

[Trait("Category", "Slow")]
public sealed class TopicListTests
{
    private static readonly string[] s_names = ["a", "b", "jo", "job:1", "job:2", "jobs", "m:1", "m:2", "room:a", "room:b", "zz"];

    [Theory]
    [InlineData("", "a b jo jobs m:1 m:2 room:a room:b zz")]
    [InlineData("?match=room:*", "room:a room:b")]
    [InlineData("?match=job:*", "job:1 job:2")]
    [InlineData("?match=*", "a b jo jobs m:1 m:2 room:a room:b zz")]
    [InlineData("?match=jo*", "jo jobs")]
    [InlineData("?match=*b", "b room:b")]
    [InlineData("?match=a", "a")]
    [InlineData("?match=m:1", "m:1")]
    [InlineData("?match=nothing*", "")]
    [InlineData("?after=jobs", "m:1 m:2 room:a room:b zz")]
    [InlineData("?after=room:a&match=room:*", "room:b")]
    public async Task Topics_are_listed_by_name_and_pattern_and_job_topics_only_on_request(string query, string expected)
    {
        await using var server = await StartAsync();
        Names(await server.Client.GetJsonAsync("/topics" + query)).Should()
            .Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("/topics?limit=2", "a b", "jo jobs", "m:1 m:2", "room:a room:b", "zz")]
    [InlineData("/topics?limit=1&match=room:*", "room:a", "room:b")]
    [InlineData("/topics?limit=9", "a b jo jobs m:1 m:2 room:a room:b zz")]
    public async Task Each_page_of_the_list_links_to_the_next_one(string first, params string[] pages)
    {
        await using var server = await StartAsync();
        var next = first;
        foreach (var page in pages)
        {
            using var response = await server.Client.GetAsync(next).OrTimeout();
            Names(await response.Content.ReadFromJsonAsync<JsonElement>()).Should().Equal(page.Split(' '));
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        next.Should().BeNull("there is no further page");
    }

    [Theory]
    [InlineData("?limit=0", "1 to 1000")]
    [InlineData("?limit=bogus", "1 to 1000")]
    [InlineData("?limit=1001", "1 to 1000")]
    [InlineData("?match=a%20b", "pattern")]
    [InlineData("?after=a%20b", "after")]
    public async Task An_invalid_query_is_refused(string query, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/topics" + query).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(expected);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task A_topic_or_room_name_that_a_path_cannot_contain_is_refused(string name)
    {
        await using var server = await TestServer.StartAsync();
        using var events = await server.Client.GetAsync($"/events?topic={name}").OrTimeout();
        (await events.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("cannot be named");
        using var job = await server.Client.PostAsync(
            "/jobs", $$$"""{"type":"publish","arguments":{"topic":"{{{name}}}","messages":[{"data":1}]}}""", "application/json");
        (await job.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("cannot be named");
        await using var client = await CentrifugalClient.ConnectAsync(server);
        (await client.CallAsync($"\"publish\":{{\"channel\":\"{name}\",\"data\":1}}")).TryGetProperty("error", out _).Should().BeTrue();
        (await server.Client.GetJsonAsync("/topics")).GetArrayLength().Should().Be(0);
    }

    private static IEnumerable<string> Names(JsonElement topics) =>
        topics.EnumerateArray().Select(topic => topic.GetProperty("topic").GetString()!);

    // Some topics are in the store, and the topics m:* are in memory.
    private static async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsync(("Topics:Policies:0:Match", "m:*"), ("Topics:Policies:0:Store", "memory"));
        foreach (var name in s_names)
            await server.Get<Publisher>().PublishAsync(new TopicName(name), NewMessage.Text("x")).OrTimeout();
        return server;
    }
}
