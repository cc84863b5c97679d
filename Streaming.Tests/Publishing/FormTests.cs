using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that the text of curl -d, which has the media type of a form, is published as text.</summary>
[Trait("Category", "Slow")]
public sealed class FormTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("hello")]
    [InlineData("hello world")]
    [InlineData("100% sure")]
    [InlineData("50%")]
    [InlineData("a+b=c")]
    [InlineData("c++")]
    [InlineData("+4912345")]
    [InlineData("what is 1+1?")]
    [InlineData("1+1")]
    [InlineData("1+1=2")]
    [InlineData("sum=1+1")]
    [InlineData("a=1&b=2")]
    [InlineData("{\"url\":\"a%20b\"}")]
    [InlineData("https://example.com/a%20b?c=d")]
    [InlineData("%zz")]
    [InlineData("schön%20")]
    public async Task Text_sent_with_curl_d_is_stored_unchanged(string body)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/news/messages", body, Form);
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        (await server.Client.GetJsonAsync("/topics/news/messages"))[0].GetProperty("data").GetString().Should().Be(body);
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("name=a%20b")]
    [InlineData("a+b")]
    [InlineData("name=a+b")]
    [InlineData("100%25+sure")]
    [InlineData("%C3%A9")]
    public async Task An_encoded_form_is_refused_and_not_stored(string body)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/news/messages", body, Form);
        (await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType)).Should().Contain("text/plain");
        using var later = await server.Client.PostAsync("/topics/news/messages?delay=1h", body, Form);
        await later.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
        using var text = await server.Client.PostAsync("/topics/news/messages", body, "text/plain; charset=utf8");
        text.StatusCode.Should().Be(HttpStatusCode.Created);
        (await server.Client.GetJsonAsync("/topics/news/messages"))[0].GetProperty("data").GetString().Should().Be(body);
    }

    [Theory]
    [InlineData("text/plain; charset=utf8")]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("text/plain; charset=\"utf8\"")]
    public async Task Both_spellings_of_the_charset_are_accepted(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/news/messages", "é", contentType);
        response.StatusCode.Should().Be(HttpStatusCode.Created);
    }
}
