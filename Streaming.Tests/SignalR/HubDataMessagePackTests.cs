using System.Buffers;
using System.Text;
using System.Text.Json;
using MessagePack;
using Streaming.Server.Transports.SignalR;

namespace Streaming.Tests.SignalR;

public sealed class HubDataMessagePackTests
{
    [Fact]
    public void A_text_in_a_list_or_a_map_can_have_each_control_character()
    {
        var controls = string.Concat(Enumerable.Range(0, 32).Select(code => (char)code)) + "\u007F\"\\";
        var data = Read(MessagePackSerializer.Serialize(new object[] { controls, new Dictionary<string, object> { [controls] = 1 } }));

        data.Problem.Should().BeNull();
        using var json = JsonDocument.Parse(data.Utf8);
        json.RootElement[0].GetString().Should().Be(controls);
        json.RootElement[1].EnumerateObject().Should().ContainSingle().Which.Name.Should().Be(controls);
    }

    [Theory]
    [InlineData("[1,-2,2.5,true,false,null,\"\u00FC\\n\",{\"a\":[]}]")]
    [InlineData("18446744073709551615")]
    public void Values_are_those_of_the_MessagePack(string json) =>
        Encoding.UTF8.GetString(Read(MessagePackSerializer.ConvertFromJson(json)).Utf8.Span).Should().Be(json);

    private static HubData Read(byte[] messagePack)
    {
        var reader = new MessagePackReader(new ReadOnlySequence<byte>(messagePack));
        return new HubDataMessagePack().Deserialize(ref reader, MessagePackSerializerOptions.Standard);
    }
}
