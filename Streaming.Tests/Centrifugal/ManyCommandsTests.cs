using System.Globalization;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>Tests frames with many commands, which are decoded one after another.</summary>
public sealed class ManyCommandsTests
{
    [Fact]
    public async Task Each_command_of_a_frame_is_answered_in_order()
    {
        const int Commands = 200;
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SendAsync(string.Join('\n', Enumerable.Range(2, Commands).Select(id => string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":{id},\"publish\":{{\"channel\":\"news\",\"data\":{id}}}}}"))));

        for (var id = 2; id < 2 + Commands; id++)
            (await client.NextAsync())!.Value.GetProperty("id").GetInt32().Should().Be(id);

        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(Commands);
    }

    [Fact]
    public async Task A_fault_at_the_end_of_a_frame_closes_the_connection_before_its_first_command_runs()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SendAsync(string.Join('\n', Enumerable.Range(2, 50).Select(id => string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":{id},\"publish\":{{\"channel\":\"news\",\"data\":1}}}}"))) + "\nnonsense");

        (await client.CloseCodeAsync()).Should().Be(3501);

        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Thousands_of_commands_are_not_in_memory_together(bool isBinary)
    {
        const int Commands = 20_000;
        var (wire, message) = isBinary ? (CentrifugalWire.Protobuf, new byte[Commands])
            : (CentrifugalWire.Json, [.. Enumerable.Repeat("{}\n"u8.ToArray(), Commands).SelectMany(each => each)]);

        var commands = wire.Read(message);

        commands.Should().NotBeAssignableTo<ICollection<Command>>();
        commands.Count(command => command.Equals(new Command())).Should().Be(Commands);
    }

    [Theory]
    [InlineData(new byte[] { 0x05, 0x08, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x02, 0x08 })]
    [InlineData(new byte[] { 0x01, 0x07 })]
    public void A_frame_that_is_not_whole_Protobuf_is_refused(byte[] message)
    {
        var read = () => CentrifugalWire.Protobuf.Read(message);
        read.Should().Throw<ConnectionClosedException>();
    }
}
