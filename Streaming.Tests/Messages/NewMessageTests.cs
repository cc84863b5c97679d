using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Tests.Messages;

public sealed class NewMessageTests
{
    [Theory]
    [InlineData(null, "message")]
    [InlineData("message", "message")]
    [InlineData("price.update", "price.update")]
    [InlineData("a:b_c-D.9", "a:b_c-D.9")]
    [InlineData("Gap", "Gap")]
    public void A_valid_type_is_accepted(string? given, string type) => MessageType.Check(given).Should().Be(type);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\nend")]
    [InlineData("ünicode")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void An_invalid_type_is_refused(string type) => Refused(() => MessageType.Check(type)).WithMessage("The type is not valid*");

    [Theory]
    [InlineData("gap")]
    [InlineData("join")]
    [InlineData("leave")]
    [InlineData("error")]
    [InlineData("open")]
    public void A_type_that_only_the_server_publishes_is_refused(string type) =>
        Refused(() => MessageType.Check(type)).WithMessage($"The type '{type}' is reserved*");

    [Theory]
    [InlineData(null)]
    [InlineData("Ada")]
    [InlineData("Ada Lovelace")]
    [InlineData("世界")]
    [InlineData("🦊 fox")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\u0936\u094D\u200D\u0930\u0940")]
    [InlineData("👩‍💻 👨‍👩‍👧‍👦 👩🏽‍🚀")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F")]
    public void A_valid_sender_is_accepted_unchanged(string? name) => SenderName.Check(name).Should().Be(name);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("tab\there")]
    [InlineData("line\nend")]
    [InlineData("nul\0")]
    [InlineData("right\u202Eleft")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("line\u2028separator")]
    [InlineData("ad\u200Dmin")]
    [InlineData("ad\u200Cmin")]
    [InlineData("админ\u200C")]
    [InlineData("\u200D\u0930")]
    [InlineData("\u0930\u200D\u200D\u0930")]
    [InlineData("\u0930\u200D")]
    [InlineData("admin\U000E0067")]
    public void An_invalid_sender_is_refused(string name) => Refused(() => SenderName.Check(name)).WithMessage("The name *");

    [Fact]
    public void The_length_of_a_name_is_counted_in_visible_characters()
    {
        var families = string.Concat(Enumerable.Repeat("👨‍👩‍👧", 64));
        SenderName.Check(families).Should().Be(families);
        Refused(() => SenderName.Check(string.Concat(Enumerable.Repeat("👩‍💻", 65)))).WithMessage("The name has 65 characters*");
        var marks = string.Concat(Enumerable.Repeat("n\u0303", 64));
        SenderName.Check(marks).Should().Be(marks);
        Refused(() => SenderName.Check("x" + new string('\u0303', 512))).WithMessage("*at most 512*");
    }

    [Fact]
    public void An_unpaired_surrogate_is_refused()
    {
        const string Half = "half \ud83e";
        Refused(() => SenderName.Check(Half));
        Refused(() => NewMessage.Text(Half)).WithMessage("*surrogate*");
    }

    [Fact]
    public void Text_must_not_be_empty_and_must_be_valid_UTF8()
    {
        Refused(() => NewMessage.Text("")).WithMessage("*empty*");
        Refused(() => NewMessage.Text([0x61, 0xFF])).WithMessage("*UTF-8*");
        Refused(() => NewMessage.Text([0xED, 0xA0, 0x80])).WithMessage("*UTF-8*");
        NewMessage.Text("👩‍🚀").Data.Should().Equal(Encoding.UTF8.GetBytes("👩‍🚀"));
    }

    [Fact]
    public void JSON_is_kept_on_one_line() =>
        Encoding.UTF8.GetString(NewMessage.Json("{\r\n  \"a\": \"x\\ny\",\n\"b\":[1,\n2]}"u8).Data).Should()
            .Be("""{  "a": "x\ny","b":[1,2]}""");

    [Fact]
    public void A_frame_is_encoded_once_and_shared()
    {
        var format = new CountingFormat();
        var message = new Message(new TopicName("a"), new Position("e", 1), DateTime.UnixEpoch, NewMessage.Text("x"));

        message.Frame(format).Should().BeSameAs(message.Frame(format));

        format.Calls.Should().Be(1);
        _ = new CountingFormat();
        message.Frame(new CountingFormat()).Should().Equal("x"u8.ToArray(), "a later wire format has its own cached frame");
        message.Frame(format).Should().Equal("x"u8.ToArray());
        format.Calls.Should().Be(1);
    }

    [Theory]
    [InlineData("e", 3, 3)]
    [InlineData("other", 3, null)]
    [InlineData("e", 9, null)]
    public void A_gap_has_the_number_of_lost_messages_if_it_is_known(string epoch, long offset, int? lost)
    {
        var gap = Gap.Create(new TopicName("a"), new Position(epoch, offset), "e", 7, 12, DateTime.UnixEpoch);

        gap.Type.Should().Be("gap");
        gap.Position.Should().Be(new Position("e", 6), "a subscriber that resumes there receives one gap");
        gap.Text.Should().Be($$"""{"topic":"a","requested":"{{epoch}}-{{offset}}","oldest":"e-7","newest":"e-12","lost":{{(lost is { } n ? n : "null")}}}""");
    }

    private static FluentAssertions.Specialized.ExceptionAssertions<RefusalException> Refused(Action action)
    {
        var refusal = action.Should().Throw<RefusalException>();
        refusal.Which.Reason.Should().Be(RefusalReason.Invalid);
        return refusal;
    }

    private sealed class CountingFormat : WireFormat
    {
        public int Calls { get; private set; }

        protected internal override byte[] Encode(Message message)
        {
            Calls++;
            return message.Data;
        }
    }
}
