using System.Text;
using Streaming.Tests.Rooms;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.WebSockets;

/// <summary>
/// Tests that a client's violations of the WebSocket protocol have the same result on every endpoint that accepts WebSockets.
/// </summary>
[Trait("Category", "Slow")]
public sealed class MisbehaviourTests
{
    private const int InvalidType = 1003;
    private const int Normal = 1000, ProtocolError = 1002, InvalidPayload = 1007, TooLarge = 1009;

    private static readonly string[] s_endpoints = ["/ws/lobby", "/connection/websocket", "/hubs/stream"];

    private static readonly (string What, byte[] Frames, int Code)[] s_wrong =
    [
        ("not masked", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), masked: false), ProtocolError),
        ("first reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 4), ProtocolError),
        ("second reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 2), ProtocolError),
        ("third reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 1), ProtocolError),
        ("unknown data opcode", RawMember.Frame(0x3, "hello"u8.ToArray()), ProtocolError),
        ("unknown control opcode", RawMember.Frame(0xB, "hello"u8.ToArray()), ProtocolError),
        ("continuation of nothing", RawMember.TextFrame("hello", opcode: RawMember.Continuation), ProtocolError),
        ("new message within another", [.. RawMember.TextFrame("hel", final: false), .. RawMember.TextFrame("lo")], ProtocolError),
        ("control frame in parts", RawMember.Frame(RawMember.Ping, [], final: false), ProtocolError),
        ("control frame too long", RawMember.Frame(RawMember.Ping, new byte[126]), ProtocolError),
        ("close with half a code", RawMember.Frame(RawMember.Close, [3]), ProtocolError),
        ("not UTF-8", RawMember.Frame(RawMember.Text, [0xFF]), InvalidPayload),
        ("half a character at the end", RawMember.Frame(RawMember.Text, [(byte)'a', 0xC3]), InvalidPayload),
        ("a surrogate in UTF-8", RawMember.Frame(RawMember.Text, [0xED, 0xA0, 0x80]), InvalidPayload),
        ("not UTF-8 in the second part",
            [.. RawMember.TextFrame("a", final: false), .. RawMember.Frame(RawMember.Continuation, [0xC0, 0x80])], InvalidPayload),
        ("too large in one frame", RawMember.TextFrame(new string('x', 140_000)), TooLarge),
        ("too large in parts", [.. RawMember.TextFrame(new string('x', 70_000), final: false),
            .. RawMember.TextFrame(new string('x', 70_000), opcode: RawMember.Continuation)], TooLarge),
        ("a normal close", RawMember.Frame(RawMember.Close, [0x03, 0xE8]), Normal),
    ];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var endpoint in s_endpoints)
            {
                foreach (var (what, _, _) in s_wrong)
                    cases.Add(endpoint, what);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_violation_of_the_protocol_has_its_close_code(string endpoint, string what)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await RawMember.ConnectAsync(server, endpoint);
        await GreetAsync(client, endpoint);
        var (_, frames, code) = s_wrong.Single(wrong => wrong.What == what);
        await client.SendAsync(frames);
        (await client.CloseCodeAsync()).Should().Be(code);
        try
        {
            await client.SendAsync(RawMember.Frame(RawMember.Close, [0x03, 0xE8]));
        }
        catch (IOException)
        {
            // The server has ended the connection already.
        }

        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Theory]
    [InlineData("/ws/lobby", RawMember.Binary)]
    [InlineData("/connection/websocket", RawMember.Binary)]
    [InlineData("/connection/websocket?cf_protocol=protobuf", RawMember.Text)]
    public async Task A_frame_of_the_wrong_kind_and_an_empty_one_close_with_1003(string endpoint, byte opcode)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var payload in (byte[][])[[], [(byte)'a']])
        {
            foreach (var final in (bool[])[true, false])
            {
                await using var client = await RawMember.ConnectAsync(server, endpoint);
                await client.SendAsync(RawMember.Frame(opcode, payload, final));
                (await client.CloseCodeAsync()).Should().Be(InvalidType, $"{payload.Length} bytes, final: {final}");
            }
        }
    }

    [Theory]
    [InlineData("/ws/lobby")]
    [InlineData("/connection/websocket")]
    [InlineData("/hubs/stream")]
    public async Task Another_version_of_the_protocol_is_refused_with_the_supported_one(string endpoint)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var version in (string[])["Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 14\r\n", ""])
        {
            using var answer = await RawResponse.GetAsync(
                server.Address, endpoint,
                    $"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{version}");
            answer.Head.Should().StartWith("HTTP/1.1 426 ").And.Contain("Sec-WebSocket-Version: 13\r\n").And.Contain(
                "Upgrade: websocket\r\n");
            (await answer.LineAsync()).Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData("/ws/lobby")]
    [InlineData("/connection/websocket")]
    [InlineData("/hubs/stream")]
    public async Task Fragments_empty_fragments_and_pings_between_them_are_accepted(string endpoint)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await RawMember.ConnectAsync(server, endpoint);
        await GreetAsync(client, endpoint);
        var message = Encoding.UTF8.GetBytes(endpoint switch
        {
            "/ws/lobby" => "schön",
            "/hubs/stream" => "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Publish\",\"arguments\":[\"room:lobby\",\"schön\"]}\u001e",
            _ => "{\"id\":2,\"publish\":{\"channel\":\"room:lobby\",\"data\":\"schön\"}}",
        });
        var middle = Array.IndexOf(message, (byte)0xC3) + 1;
        await client.SendAsync(RawMember.Frame(RawMember.Text, message[..middle], final: false));
        await client.SendAsync(RawMember.Frame(RawMember.Ping, "there?"u8.ToArray()));
        await client.SendAsync(RawMember.Frame(RawMember.Continuation, [], final: false));
        await client.SendAsync(RawMember.Frame(RawMember.Continuation, message[middle..]));
        RawMember.Received frame;
        do
            frame = (await client.NextFrameAsync())!;
        while (frame.Opcode != RawMember.Pong);
        frame.Text.Should().Be("there?");
        await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync("/topics/room:lobby/messages"), kept => kept.Contains("schön", StringComparison.Ordinal));
    }

    private static async Task GreetAsync(RawMember client, string endpoint)
    {
        if (endpoint == "/ws/lobby")
            return;
        await client.SendAsync(RawMember.TextFrame(
            endpoint == "/hubs/stream" ? "{\"protocol\":\"json\",\"version\":1}\u001e" : "{\"id\":1,\"connect\":{}}"));
        (await client.NextFrameAsync())!.Opcode.Should().Be(RawMember.Text);
    }
}
