using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

[Trait("Category", "Slow")]
public sealed class RefusalTests
{
    [Theory]
    [InlineData("7")]
    [InlineData("k3f9a2")]
    [InlineData("k3f9a2-")]
    [InlineData("k3f9a2--7")]
    [InlineData("k3f9a2-7x")]
    [InlineData("K3F9A2-7")]
    [InlineData("latest")]
    [InlineData("k3f9a2-9999999999999999999999")]
    public async Task An_invalid_position_is_refused_with_an_example_of_a_valid_one(string position)
    {
        await using var server = await TestServer.StartAsync();
        using var inAddress = await server.Client.GetAsync($"/topics/news/events?after={position}").OrTimeout();
        (await inAddress.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("'k3f9a2-1042'");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/topics/news/events");
        request.Headers.Add("Last-Event-ID", position);
        using var inHeader = await server.Client.SendAsync(request).OrTimeout();
        (await inHeader.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("'k3f9a2-1042'");
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a%0Ab")]
    [InlineData("%C3%A4")]
    [InlineData("a%2Fb")]
    public async Task An_invalid_topic_name_is_refused(string topic)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync($"/topics/{topic}/events").OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("letters");
    }

    [Fact]
    public async Task A_refused_request_leaves_no_subscription()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/topics/news/events?after=nonsense").OrTimeout();
        await response.ProblemAsync(HttpStatusCode.BadRequest);
        await server.Client.SubscribersBecomeAsync("news", 0);
    }
}
