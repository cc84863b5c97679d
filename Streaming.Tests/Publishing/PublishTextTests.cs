using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

[Trait("Category", "Slow")]
public sealed class PublishTextTests
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("TEXT/PLAIN; charset=\"UTF-8\"")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task The_body_is_the_data_of_one_message(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        const string Text = "a=1&b=%20 👩‍🚀 Grüße\r\nsecond line\n";

        using var response = await server.Client.PostAsync("/topics/news/messages", Text, contentType);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await OnlyMessageAsync(server)).GetProperty("data").GetString().Should().Be(Text);
    }

    [Fact]
    public async Task No_content_type_means_text()
    {
        await using var server = await TestServer.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("hi"));
        using var response = await server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), content).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await OnlyMessageAsync(server)).GetProperty("data").GetString().Should().Be("hi");
    }

    [Fact]
    public async Task A_byte_order_mark_is_not_part_of_the_text()
    {
        await using var server = await TestServer.StartAsync();
        using var _ = await server.Client.PostAsync("/topics/news/messages", "\uFEFFhi", "text/plain");
        (await OnlyMessageAsync(server)).GetProperty("data").GetString().Should().Be("hi");
    }

    [Fact]
    public async Task Text_that_looks_like_JSON_stays_text()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", """{"data":1}""");
        (await OnlyMessageAsync(server)).GetProperty("data").GetString().Should().Be("""{"data":1}""");
    }

    [Fact]
    public async Task Type_and_sender_can_be_set_in_the_query()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "hi", "?type=greeting&sender=Zo%C3%AB%20%F0%9F%A6%8A");
        var message = await OnlyMessageAsync(server);
        message.GetProperty("type").GetString().Should().Be("greeting");
        message.GetProperty("sender").GetString().Should().Be("Zoë 🦊");
    }

    [Fact]
    public async Task The_response_has_the_position_and_the_number_of_subscribers()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "1");
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");

        var answer = await server.Client.PublishAsync("news", "2");

        answer.EnumerateObject().Select(property => property.Name).Should().Equal("topic", "first", "last", "count", "subscribers");
        answer.GetProperty("topic").GetString().Should().Be("news");
        answer.GetProperty("first").GetString().Should().EndWith("-2").And.Be(answer.GetProperty("last").GetString());
        answer.GetProperty("count").GetInt32().Should().Be(1);
        answer.GetProperty("subscribers").GetInt32().Should().Be(1);
        (await reader.NextAsync())!.Id.Should().Be(answer.GetProperty("last").GetString());
    }

    [Fact]
    public async Task A_message_has_all_its_properties()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("room:lobby", "hi");
        var message = await OnlyMessageAsync(server, "room:lobby");
        message.EnumerateObject().Select(property => property.Name).Should()
            .Equal("topic", "epoch", "offset", "position", "time", "type", "sender", "data");
        message.GetProperty("topic").GetString().Should().Be("room:lobby");
        message.GetProperty("position").GetString().Should()
            .Be($"{message.GetProperty("epoch").GetString()}-{message.GetProperty("offset").GetInt64()}");
        message.GetProperty("time").GetString().Should().EndWith("Z");
        message.GetProperty("type").GetString().Should().Be("message");
        message.GetProperty("sender").ValueKind.Should().Be(JsonValueKind.Null);
    }

    private static async Task<JsonElement> OnlyMessageAsync(TestServer server, string topic = "news") =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/topics/{topic}/messages").OrTimeout()).EnumerateArray().Single();
}
