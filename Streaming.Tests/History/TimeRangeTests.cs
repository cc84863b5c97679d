using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

/// <summary>Tests the parameters <c>from</c> and <c>to</c> of the history, which select messages by their times.</summary>
public sealed class TimeRangeTests
{
    [Theory]
    [InlineData("log")]
    [InlineData("memory")]
    public async Task Messages_are_selected_by_the_times_at_which_they_were_published(string store)
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:news:Match", "news"), ("Topics:Policies:news:Store", store));
        for (var i = 1; i <= 6; i++)
            await server.Client.PublishAsync("news", $"{i}");
        var messages = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().ToList();
        var times = messages.ConvertAll(message => message.GetProperty("time").GetString()!);
        var second = messages[1].GetProperty("position").GetString();

        (await TextsAsync($"?from={times[2]}")).Should().Be("3456", "messages of the time 'from' are included");
        (await TextsAsync($"?to={times[2]}")).Should().Be("12", "messages of the time 'to' are not included");
        (await TextsAsync($"?from={times[1]}&to={times[4]}")).Should().Be("234");
        (await TextsAsync($"?from={times[1]}&to={times[4]}&order=desc&limit=2")).Should().Be("43");
        (await TextsAsync($"?after={second}&to={times[4]}")).Should().Be("34", "a position and a time apply together");
        (await TextsAsync($"?before={second}&from={times[2]}")).Should().BeEmpty();
        (await TextsAsync("?from=2001-01-01&to=2999-12-31T23:59:59%2B02:00")).Should().Be("123456");
        (await TextsAsync("?from=2999-01-01")).Should().BeEmpty();
        (await TextsAsync("?to=2001-01-01")).Should().BeEmpty();
        (await TextsAsync("?from=&to=")).Should().Be("123456");

        async Task<string> TextsAsync(string query) =>
            string.Concat((await server.Client.GetJsonAsync($"/topics/news/messages{query}")).EnumerateArray()
                .Select(message => message.GetProperty("data").GetString()));
    }

    [Theory]
    [InlineData("?from=yesterday", "The time in from is not valid; give one such as 2027-01-31T18:00:00Z*")]
    [InlineData("?to=2027-01-31T19:00:00+01:00", "The time in to is not valid;*a plus sign in a URL is written %2B*")]
    [InlineData("?from=2027-02-01&to=2027-01-31", "The time in 'from' is not before the time in 'to'*")]
    [InlineData("?from=2027-01-31&to=2027-01-31", "The time in 'from' is not before the time in 'to'*")]
    public async Task A_wrong_time_is_refused_with_the_change_to_make(string query, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync($"/topics/news/messages{query}").OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Match(sentence);
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_has_no_messages_of_any_time()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Client.GetJsonAsync("/topics/news/messages?from=2001-01-01&to=2999-01-01")).GetArrayLength().Should().Be(0);
    }
}
