using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fuzz;

/// <summary>
/// Sends a bounded number of seeded random inputs to all entry points for anonymous clients, and checks that there is no status 500, no
/// hang, no crash and no growth of memory.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class WireFuzzTests
{
    // No generated request names this topic, so none can close or delete it.
    private const string SomeTopic = "still-works";

    [Fact]
    public async Task Every_parameter_of_every_endpoint_is_accepted_or_refused()
    {
        await using var server = await StartAsync();
        var parameters = await WireParameter.AllOfAsync(server);
        parameters.Select(parameter => (parameter.Method, parameter.Path)).Should()
            .Contain(AllEndpoints.TemplatesOf(server), "every endpoint that there is, is thrown at");
        var thrown = new HashSet<WireParameter>();
        var gen = Gen.Select(Gen.OneOf<WireParameter>([.. parameters]), Shapes.Text, Shapes.Text);
        var before = await MemoryAfterAsync(server, gen, thrown, Shapes.Iterations(2_000));
        // Twelve inputs for each parameter: with fewer, some runs would never use one of the kinds.
        var after = await MemoryAfterAsync(server, gen, thrown, Shapes.Iterations(12 * parameters.Count));
        thrown.Should().BeEquivalentTo(parameters, "no parameter is left out by chance");
        (after - before).Should().BeLessThan(16 << 20, "refused inputs are not stored");
    }

    [Fact]
    public async Task Every_body_is_published_or_refused()
    {
        await using var server = await StartAsync();
        await Gen.Select(Shapes.Body,
            Gen.OneOf<string>("application/json", "application/x-ndjson", "text/plain", "application/x-www-form-urlencoded", "x",
            "application/json; charset=utf-16"), Shapes.Text).SampleAsync(
            async (body, type, key) =>
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post, "/topics/news/messages")
                { Content = new ByteArrayContent(body) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                if (key.Length % 3 == 0)
                    request.Headers.TryAddWithoutValidation("Idempotency-Key", Ascii(key));
                await AnswerAsync(server, request);
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(2_000), threads: 1);
        await StillWorksAsync(server);
    }

    [Fact]
    public async Task Every_job_schedule_session_webhook_and_invitation_is_accepted_or_refused()
    {
        await using var server = await StartAsync();
        await Gen.Select(Gen.OneOf<string>(
            "POST /jobs", "PUT /schedules/nightly", "POST /session", "POST /session/refresh", "POST /webhooks",
            "POST /rooms/news/invitations"), Gen.OneOf<byte[]>(Shapes.Request, Shapes.Body)).SampleAsync(
            async (address, body) =>
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(address.Split(' ')[0]), address.Split(' ')[1])
                { Content = new ByteArrayContent(body) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
                await AnswerAsync(server, request);
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(2_000), threads: 1);
        await StillWorksAsync(server);
    }

    [Fact]
    public async Task Every_sequence_of_WebSocket_frames_is_answered_or_closed()
    {
        await using var server = await StartAsync();
        var frame = Gen.Select(Gen.Byte, Gen.OneOf<byte>(Gen.Const((byte)0x80), Gen.Byte), Gen.Byte.Array[0, 140]);
        await frame.Array[1, 5].SampleAsync(
            async frames =>
            {
                using var tcp = await UpgradeAsync(server);
                // The frames are sent while the connection is open: the server may close it at any byte.
                var stream = tcp.GetStream();
                try
                {
                    foreach (var (first, length, rest) in frames)
                        await stream.WriteAsync((byte[])[first, length, .. rest]).OrTimeout();
                    tcp.Client.Shutdown(SocketShutdown.Send);
                    // The server must end the connection, in any way.
                    await stream.CopyToAsync(Stream.Null).OrTimeout();
                }
                catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
                {
                    // The server may close the connection in the middle of the input.
                }
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(500), threads: 1);
        await StillWorksAsync(server);
        await NobodyIsLeftAsync(server);
    }

    [Fact]
    public async Task Every_incomplete_request_is_answered_or_closed()
    {
        await using var server = await StartAsync();
        var line = Gen.OneOf<string>(
            Gen.OneOf<string>("GET /topics HTTP/1.1\r\n", "POST /topics/news/messages HTTP/1.1\r\n", "Host: localhost\r\n",
            "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Upgrade: websocket\r\n",
            "Connection: Upgrade\r\n", "\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n"),
            Shapes.Text);
        await line.Array[1, 8].SampleAsync(
            async lines =>
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
                var stream = tcp.GetStream();
                try
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines) + "\r\n\r\n")).OrTimeout();
                    tcp.Client.Shutdown(SocketShutdown.Send);
                    using var answer = new StreamReader(stream, Encoding.Latin1);
                    (await answer.ReadToEndAsync().OrTimeout()).Should().NotContain("HTTP/1.1 500");
                }
                catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
                {
                    // The server may close the connection in the middle of the input.
                }
            },
            seed: Shapes.Seed, iter: Shapes.Iterations(500), threads: 1);
        await StillWorksAsync(server);
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        ("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessages", "1000"), ("Access:Keys:0:Secret", Tokens.Secret),
        // Without these settings an invitation is always refused with 503.
        ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), ("Invitations:PublicUrl", "https://live.example/"));

    private static async Task<long> MemoryAfterAsync(
        TestServer server, Gen<(WireParameter, string, string)> gen, HashSet<WireParameter> thrown, int iterations)
    {
        await gen.SampleAsync(
            async (parameter, text, other) =>
            {
                thrown.Add(parameter);
                using var request = parameter.Request(text, other);
                await AnswerAsync(server, request);
            },
            seed: Shapes.Seed, iter: iterations, threads: 1);
        await StillWorksAsync(server);
        // The tests' log collector keeps all log lines; its memory does not belong to the server.
        return GC.GetTotalMemory(forceFullCollection: true) - server.Logs.Entries.Sum(entry => (entry.Text.Length * 2L) + 200);
    }

    private static async Task AnswerAsync(TestServer server, HttpRequestMessage request)
    {
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        ((int)response.StatusCode).Should().BeLessThan(500, $"{request.Method} {request.RequestUri}");
        if ((int)response.StatusCode >= 400)
            (await response.Content.ReadAsStringAsync().OrTimeout()).Should().NotContain("   at ").And.NotContain("Exception");
    }

    private static async Task StillWorksAsync(TestServer server)
    {
        await server.Client.PublishAsync(SomeTopic, "still here");
        (await server.Client.GetJsonAsync($"/topics/{SomeTopic}/messages?order=desc&limit=1")).EnumerateArray().Single().GetProperty("data")
            .GetString().Should().Be("still here");
    }

    private static async Task NobodyIsLeftAsync(TestServer server)
    {
        using var limit = new CancellationTokenSource(TestTimeout.Limit);
        while ((await server.Client.GetJsonAsync("/rooms")).GetArrayLength() > 0)
            limit.Token.ThrowIfCancellationRequested();
    }

    private static async Task<TcpClient> UpgradeAsync(TestServer server)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "GET /ws/lobby HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " +
                "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")).OrTimeout();
        return tcp;
    }

    private static string Ascii(string text) => string.Concat(text.Where(c => c is >= ' ' and <= '~'));
}
