using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class ProtocolTests
{
    [Fact]
    public async Task Many_streams_share_one_connection_over_http_2()
    {
        await using var server = await TestServer.StartAsync(
            ("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Web:Protocols", "Http2"));
        using var client = ExactVersion.ClientOf(server, HttpVersion.Version20);
        var streams = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => EventStream.OpenAsync(client, "/topics/news/events")));
        streams.Should().OnlyContain(stream => stream.Response.Version == HttpVersion.Version20);
        await client.PublishAsync("news", "to all");
        foreach (var stream in streams)
        {
            (await stream.NextAsync())!.Data.Should().Be("to all");
            await stream.DisposeAsync();
        }

        await client.SubscribersBecomeAsync("news", 0);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_stream_works_over_TLS(string version)
    {
        await using var server = await Tls.StartServerAsync();
        using var client = ExactVersion.ClientOf(server, Version.Parse(version), Tls.CreateHandler());
        await using var events = await EventStream.OpenAsync(client, "/topics/news/events");
        events.Response.Version.Should().Be(Version.Parse(version));
        await client.PublishAsync("news", "secret");
        var seen = (await events.NextAsync())!;
        seen.Data.Should().Be("secret");
        await using var resumed = await EventStream.OpenAsync(client, "/topics/news/events", lastEventId: seen.Id);
        await client.PublishAsync("news", "more");
        (await resumed.NextAsync())!.Data.Should().Be("more");
    }
}
