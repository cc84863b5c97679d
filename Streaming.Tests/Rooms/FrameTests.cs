using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

[Trait("Category", "Slow")]
public sealed class FrameTests
{
    private const int ProtocolError = 1002, UnsupportedData = 1003, InvalidPayload = 1007, TooLarge = 1009;

    public static TheoryData<string, byte[]> WrongFrames => new()
    {
        { "not masked", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), masked: false) },
        { "first reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 4) },
        { "second reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 2) },
        { "third reserved bit", RawMember.Frame(RawMember.Text, "hello"u8.ToArray(), reserved: 1) },
        { "unknown data opcode", RawMember.Frame(0x3, "hello"u8.ToArray()) },
        { "unknown control opcode", RawMember.Frame(0xB, "hello"u8.ToArray()) },
        { "continuation of nothing", RawMember.TextFrame("hello", opcode: RawMember.Continuation) },
        { "new message within another", [.. RawMember.TextFrame("hel", final: false), .. RawMember.TextFrame("lo")] },
        { "control frame in parts", RawMember.Frame(RawMember.Ping, [], final: false) },
        { "control frame too long", RawMember.Frame(RawMember.Ping, new byte[126]) },
        { "close frame with half a code", RawMember.Frame(RawMember.Close, [3]) },
    };

    [Theory]
    [MemberData(nameof(WrongFrames))]
    public async Task A_frame_that_violates_the_protocol_closes_with_1002(string what, byte[] frame)
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync(frame);
        (await member.CloseCodeAsync()).Should().Be(ProtocolError, what);
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public async Task A_binary_message_closes_with_1003()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync(RawMember.Frame(RawMember.Binary, [1, 2, 3]));
        (await member.CloseCodeAsync()).Should().Be(UnsupportedData);
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { (byte)'a', 0xC3 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    public async Task Text_that_is_not_utf_8_closes_with_1007(byte[] payload)
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync(RawMember.Frame(RawMember.Text, payload));
        (await member.CloseCodeAsync()).Should().Be(InvalidPayload);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_message_above_the_size_limit_closes_with_1009_in_one_or_several_frames(int frames)
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:MaxMessageBytes", "1000"));
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await using var other = await RoomClient.JoinAsync(server, "lobby");
        var part = new string('x', (1_000 / frames) + 1);
        for (var i = 0; i < frames; i++)
            await member.SendAsync(RawMember.TextFrame(
                part, final: i == frames - 1, opcode: i == 0 ? RawMember.Text : RawMember.Continuation));
        (await member.CloseCodeAsync()).Should().Be(TooLarge);
        await other.SendTextAsync("next");
        (await other.ReceiveTextAsync()).Should().Be("[lobby] echo: next");
    }

    [Fact]
    public async Task A_message_of_the_largest_allowed_size_is_accepted()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:MaxMessageBytes", "100000"));
        await using var member = await RawMember.JoinAsync(server, "lobby");
        var text = new string('x', 100_000);
        await member.SendAsync(RawMember.TextFrame(text));
        (await member.NextFrameAsync())!.Text.Should().Be("[lobby] echo: " + text);
    }

    [Fact]
    public async Task A_fragmented_message_is_one_message_even_if_a_character_is_split()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        var text = Encoding.UTF8.GetBytes("schön");
        await member.SendAsync(RawMember.Frame(RawMember.Text, text[..4], final: false));
        await member.SendAsync(RawMember.Frame(RawMember.Continuation, [], final: false));
        await member.SendAsync(RawMember.Frame(RawMember.Continuation, text[4..]));
        (await member.NextFrameAsync())!.Text.Should().Be("[lobby] echo: schön");
    }

    [Fact]
    public async Task A_ping_between_the_fragments_of_a_message_is_answered()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync(RawMember.TextFrame("hel", final: false));
        await member.SendAsync(RawMember.Frame(RawMember.Ping, "are you there"u8.ToArray()));
        var pong = (await member.NextFrameAsync())!;
        (pong.Opcode, pong.Text).Should().Be((RawMember.Pong, "are you there"));
        await member.SendAsync(RawMember.TextFrame("lo", opcode: RawMember.Continuation));
        (await member.NextFrameAsync())!.Text.Should().Be("[lobby] echo: hello");
    }

    [Fact]
    public async Task Several_messages_in_one_packet_are_published_in_order()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        await member.SendAsync([.. Enumerable.Range(0, 100).SelectMany(i => RawMember.TextFrame($"m{i}"))]);
        for (var i = 0; i < 100; i++)
            (await member.NextFrameAsync())!.Text.Should().Be($"[lobby] echo: m{i}");
    }

    [Fact]
    public async Task A_message_that_arrives_byte_by_byte_is_accepted()
    {
        await using var server = await TestServer.StartAsync();
        await using var member = await RawMember.JoinAsync(server, "lobby");
        foreach (var b in RawMember.TextFrame("slowly"))
            await member.SendAsync([b]);
        (await member.NextFrameAsync())!.Text.Should().Be("[lobby] echo: slowly");
    }

    [Fact]
    public async Task An_empty_message_is_an_error_that_only_its_sender_receives()
    {
        await using var server = await TestServer.StartAsync();
        await using var program = await RoomClient.JoinAsync(server, "lobby", "format=json");
        (await program.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        await using var sender = await RoomClient.JoinAsync(server, "lobby");
        (await program.ReceiveJsonAsync()).GetProperty("type").GetString().Should().Be("join");
        await sender.SendTextAsync(string.Empty);
        (await sender.ReceiveTextAsync()).Should().StartWith("[lobby] error: ");
        await sender.SendTextAsync("next");
        (await sender.ReceiveTextAsync()).Should().Be("[lobby] echo: next");
        (await program.ReceiveJsonAsync()).GetProperty("data").GetString().Should().Be("next");

        await program.SendTextAsync(string.Empty);
        var error = await program.ReceiveJsonAsync();
        error.GetProperty("type").GetString().Should().Be("error");
        error.GetProperty("data").GetString().Should().Contain("empty");
    }
}
