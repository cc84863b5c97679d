using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Access;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

/// <summary>
/// Tests that a response of server-sent events ends as a complete one when the server ends it. The protocol's clients then connect again;
/// after an incomplete response they fail.
/// </summary>
[Trait("Category", "Slow")]
public sealed class EndOfResponseTests
{
    private const string Path = "/v1/stream/s?offset=-1&live=sse";
    private const string LastChunk = "\r\n0\r\n\r\n";

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_stop_of_the_server_completes_the_response(string direct)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        await server.CreateStreamAsync("s", body: "one");
        using var response = await RawResponse.GetAsync(server.Address, Path);
        await server.Client.SubscribersBecomeAsync("s", 1);
        await server.AppendToStreamAsync("s", "two");
        string? line;
        do
            line = await response.LineAsync();
        while (line is not null && !line.Contains("two", StringComparison.Ordinal));
        var rest = response.RestAsync();
        await server.StopAsync();
        (await rest).Should().Contain("event: control").And.EndWith(LastChunk);
    }

    [Fact]
    public async Task A_stop_of_the_server_completes_the_response_over_http_2()
    {
        await using var server = await TestServer.StartAsync(
            ("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Web:Protocols", "Http2"));
        using var client = ExactVersion.ClientOf(server, HttpVersion.Version20);
        using var created = await client.PutAsync("/v1/stream/s", new StringContent("one")).OrTimeout();
        created.StatusCode.Should().Be(HttpStatusCode.Created);
        await using var events = await EventStream.OpenAsync(client, Path);
        (await events.TakeAsync(2)).Select(each => each.Type).Should().Equal("data", "control");
        using var appended = await client.PostAsync("/v1/stream/s", new StringContent("two")).OrTimeout();
        (await events.TakeAsync(2)).Select(each => each.Type).Should().Equal("data", "control");
        var next = events.NextAsync();
        await server.StopAsync();
        (await next).Should().BeNull("an interrupted stream would throw");
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task The_expiry_of_the_token_completes_a_response_that_still_sends_stored_data(string direct)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Delivery:Direct", direct));
        var token = Tokens.For(publish: ["s"], subscribe: ["s"], expires: clock.GetUtcNow().AddMinutes(1));
        // The data is larger than the buffers of both ends of the socket, so that the server waits for the client.
        var authorization = ("Authorization", $"Bearer {token}");
        await server.CreateStreamAsync("s", headers: authorization);
        for (var i = 0; i < 200; i++)
            await server.AppendToStreamAsync("s", new string('x', 60_000), headers: authorization);
        using var response = await RawResponse.GetAsync(
            server.Address, Path, $"Authorization: Bearer {token}\r\nConnection: close\r\n", receiveBytes: 4 * 1024);
        clock.Advance(TimeSpan.FromMinutes(3));
        (await response.RestAsync()).Should().Contain("event: control").And.NotContain("\"upToDate\":true").And.EndWith(LastChunk);
    }
}
