using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Tests.Messages;

public sealed class WellFormedJsonTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d\ude00 \\ud800 \n","b":[1,"é😀"]}""")]
    [InlineData("""["\\","\\\\ud800","\uD83D\uDE00"]""")]
    [InlineData("{}")]
    [InlineData("")]
    public void Valid_surrogate_pairs_are_accepted(string json) => WellFormedJson.Check(Encoding.UTF8.GetBytes(json), "The body");

    [Theory]
    [InlineData("""{"arguments":{"data":"x\ud800"}}""", "(\\ud800) at byte 24, in arguments.data;")]
    [InlineData("""{"a":[1,{"b":"\uDFFF"}]}""", "(\\uDFFF) at byte 15, in a[].b;")]
    [InlineData("""{"a":{"x":1},"b":["y","\ud800\ud800"]}""", "at byte 24, in b[];")]
    [InlineData("""{"a":"\ude00\ud83d"}""", "in a;")]
    [InlineData("""{"a":"\ud83d\\ude00"}""", "in a;")]
    [InlineData("""{"\ud800":1}""", "in the name of a property;")]
    [InlineData("\"\\ud800\"", "at byte 2;")]
    [InlineData("""{"a:"\ud800""", "half of a surrogate pair")]
    public void An_unpaired_surrogate_is_refused_with_its_place(string json, string expected)
    {
        var check = () => WellFormedJson.Check(Encoding.UTF8.GetBytes(json), "The body");
        check.Should().Throw<RefusalException>().Which.Message.Should().Contain(expected);
    }

    [Fact]
    public void Invalid_UTF8_is_refused_with_its_place()
    {
        var check = () => WellFormedJson.Check([(byte)'"', 0xC3, 0xA9, 0xFF, (byte)'"'], "The body");
        check.Should().Throw<RefusalException>().Which.Message.Should().Contain("not valid UTF-8 at byte 4");
    }
}
