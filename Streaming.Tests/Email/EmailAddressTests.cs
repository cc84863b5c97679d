using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Tests.Email;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ann@example.com", "ann@example.com")]
    [InlineData("Ann.O'Neil+news=x@Example.COM", "Ann.O'Neil+news=x@example.com")]
    [InlineData("ann@localhost", "ann@localhost")]
    [InlineData("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@bücher.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@BÜCHER.example", "ann@xn--bcher-kva.example")]
    [InlineData("ann@例え.jp", "ann@xn--r8jz45g.jp")]
    [InlineData("müller@example.com", "müller@example.com")]
    [InlineData("用户@例え.jp", "用户@xn--r8jz45g.jp")]
    [InlineData("संपर्क@example.com", "संपर्क@example.com")]
    public void An_address_has_one_form(string text, string expected) => EmailAddress.Normalize(text).Should().Be(expected);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.com")]
    [InlineData("ann@")]
    [InlineData("ann@ben@example.com")]
    [InlineData("Ann <ann@example.com>")]
    [InlineData("ann@example.com, ben@example.com")]
    [InlineData("ann@example.com (work)")]
    [InlineData("\"ann\"@example.com")]
    [InlineData("a nn@example.com")]
    [InlineData(".ann@example.com")]
    [InlineData("ann.@example.com")]
    [InlineData("a..nn@example.com")]
    [InlineData("=?utf-8?q?x?=@example.com")]
    [InlineData("=?x@example.com")]
    [InlineData("ann@=?utf-8?q?x?=")]
    [InlineData("ann\r\nBcc: ben@example.com")]
    [InlineData("ann\u0000@example.com")]
    [InlineData("ann\u007f@example.com")]
    [InlineData("ann\u0085@example.com")]
    [InlineData("ann\u00a0@example.com")]
    [InlineData("ann\u00ad@example.com")]
    [InlineData("ann\u200b@example.com")]
    [InlineData("ann\u200d@example.com")]
    [InlineData("ann\u202e@example.com")]
    [InlineData("ann\u2028@example.com")]
    [InlineData("ann\ufeff@example.com")]
    [InlineData("ann\ufe0f@example.com")]
    [InlineData("ann\u034f@example.com")]
    [InlineData("ann\u3164@example.com")]
    [InlineData("ann\ue000@example.com")]
    [InlineData("ann\ud800@example.com")]
    [InlineData("ann\U000E0041@example.com")]
    [InlineData("ann\U000E0100@example.com")]
    [InlineData("\u0301ann@example.com")]
    [InlineData("ann@exam\u200bple.com")]
    [InlineData("ann@exam\u00adple.com")]
    [InlineData("ann@exam\u2060ple.com")]
    [InlineData("ann@exam\u202eple.com")]
    [InlineData("ann@\u3164.com")]
    [InlineData("ann@example\u3002com")]
    [InlineData("ann@exam ple.com")]
    [InlineData("ann@exam_ple.com")]
    [InlineData("ann@-example.com")]
    [InlineData("ann@example-.com")]
    [InlineData("ann@ex--ample.com")]
    [InlineData("ann@example..com")]
    [InlineData("ann@example.com.")]
    [InlineData("ann@[10.0.0.1]")]
    [InlineData("ann@10.0.0.1")]
    [InlineData("ann@xn--.example")]
    [InlineData("ann@xn--abc.example")]
    [InlineData("ann@xn--example-.example")]
    [InlineData("ann@xn--ab-zr2c.example")]
    public void A_text_that_is_not_the_address_of_one_mailbox_is_refused(string? text) => EmailAddress.Normalize(text).Should().BeNull();

    [Fact]
    public void An_address_has_at_most_the_length_that_mail_servers_accept()
    {
        var label = new string('a', 63);
        EmailAddress.Normalize($"{new string('n', 64)}@{label}.com").Should().NotBeNull();
        EmailAddress.Normalize($"{new string('n', 65)}@{label}.com").Should().BeNull();
        EmailAddress.Normalize($"{new string('ü', 33)}@{label}.com").Should().BeNull("the local part is 66 bytes long");
        EmailAddress.Normalize($"ann@{label}a.com").Should().BeNull();
        EmailAddress.Normalize($"ann@{label}.{label}.{label}.{new string('b', 61)}").Should().BeNull("the address exceeds 254 bytes");
    }

    [Theory]
    [InlineData("streaming@example.com", "streaming@example.com", "")]
    [InlineData("Grüße <streaming@bücher.example>", "streaming@xn--bcher-kva.example", "Grüße")]
    public void The_sender_has_a_name_and_an_address(string text, string address, string name)
    {
        var sender = SenderAddress.Parse(text)!;
        (EmailAddress.Normalize(sender.Address), sender.Name ?? string.Empty).Should().Be((address, name));
    }

    [Theory]
    [InlineData("streaming")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("=?utf-8?q?x?=@example.com")]
    [InlineData("=?utf-8?q?a=0D=0ABcc:_b@example.com?= <streaming@example.com>")]
    [InlineData("=?utf-8?q?a=E2=80=AEb?= <streaming@example.com>")]
    [InlineData("a\u202eb <streaming@example.com>")]
    public void An_invalid_sender_is_refused(string text) => SenderAddress.Parse(text).Should().BeNull();
}
