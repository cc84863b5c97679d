using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Access.Limits;
using Streaming.Server.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests the limits of the memory that incomplete request bodies may take.</summary>
[Trait("Category", "Slow")]
public sealed class BodyMemoryTests
{
    private static readonly string s_part = "{\"data\":\"" + new string('x', 60_000);

    [Theory]
    [InlineData("Access:Limits:BodyBytes", "application/json", 503)]
    [InlineData("Access:Limits:BodyBytes", "application/x-ndjson", 503)]
    [InlineData("Access:Limits:BodyBytesPerAddress", "application/json", 429)]
    [InlineData("Access:Limits:BodyBytesPerAddress", "application/x-ndjson", 429)]
    public async Task Incomplete_bodies_are_limited_in_sum_and_an_ended_body_releases_its_bytes(
        string key, string contentType, int status)
    {
        await using var server = await TestServer.StartAsync((key, "100000"), ("Access:Limits:CountLoopback", "true"));
        var memory = server.Get<BodyMemory>();
        using (var first = await RawRequest.SendAsync(server, "POST /topics/a/messages", contentType, "Content-Length: 300000", s_part))
        {
            await Eventually.BecomesAsync(() => Task.FromResult(memory.Held), held => held >= 60_000);
            using var second = await RawRequest.SendAsync(server, "POST /topics/a/messages", contentType, "Content-Length: 300000", s_part);
            (await second.AnswerAsync()).Should().StartWith($"HTTP/1.1 {status} ").And.Contain(key).And.Contain("Retry-After: ");
        }

        await Eventually.BecomesAsync(() => Task.FromResult(memory.Held), held => held == 0);
        using var alone = await server.Client.PostAsync(
            "/topics/a/messages", "[" + string.Join(',', Enumerable.Repeat("{\"data\":\"" + new string('x', 50_000) + "\"}", 10)) + "]",
            "application/json");
        alone.StatusCode.Should().Be(HttpStatusCode.Created, "a single body is limited by its endpoint only");
        await Eventually.BecomesAsync(() => Task.FromResult(memory.Held), held => held == 0);
    }

    [Theory]
    [InlineData("/session")]
    [InlineData("/session/refresh")]
    [InlineData("/webhooks/wh_0000000000000000/pause")]
    public async Task A_session_body_above_the_limit_is_refused_before_it_has_arrived(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var request = await RawRequest.SendAsync(server, $"POST {path}", "application/json", "Content-Length: 32769", "{");
        (await request.AnswerAsync()).Should().MatchRegex("^HTTP/1.1 (413|404) ");
    }

    [Fact]
    public async Task A_session_accepts_a_body_of_32_KB()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/session", "{\"token\":\"" + new string('x', 32_000) + "\"}", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        using var larger = await server.Client.PostAsync("/session", "{\"token\":\"" + new string('x', 32_800) + "\"}", "application/json");
        (await larger.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("32768 bytes");
    }

    [Fact]
    public void A_buffer_grows_with_the_received_bytes_and_not_with_the_declared_length()
    {
        var pipe = new Pipe();
        pipe.Writer.WriteAsync(new byte[100]).AsTask().IsCompletedSuccessfully.Should().BeTrue();
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new Body(pipe.Reader));
        http.Request.ContentLength = 64 << 20;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = BodyReader.ReadAsync(http.Request, _ => { }, CancellationToken.None);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
        reading.IsCompleted.Should().BeFalse();
    }

    [Theory]
    [InlineData("POST /session", "application/json", 400)]
    [InlineData("POST /session/refresh", "application/json", 400)]
    [InlineData("POST /topics/a/messages", "application/json", 400)]
    [InlineData("POST /topics/a/messages", "text/plain", 400)]
    [InlineData("POST /topics/a/messages", "application/x-ndjson", 400)]
    [InlineData("POST /jobs", "application/json", 400)]
    [InlineData("PUT /schedules/a", "application/json", 400)]
    [InlineData("POST /webhooks", "application/json", 400)]
    [InlineData("POST /nowhere", "application/json", 404)]
    [InlineData("DELETE /session", "application/json", 204)]
    [InlineData("POST /hubs/stream/negotiate?negotiateVersion=1", "text/plain", 200)]
    public async Task A_chunk_whose_size_overflows_is_not_a_server_error(string line, string contentType, int status)
    {
        // Disposing the server fails the test if the server has logged an error.
        await using var server = await TestServer.StartAsync();
        using var request = await RawRequest.SendAsync(server, line, contentType, "Transfer-Encoding: chunked", "fffffffff\r\n{");
        (await request.AnswerAsync()).Should().StartWith($"HTTP/1.1 {status} ");
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
