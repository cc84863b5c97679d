using Streaming.Server.Storage.Postgresql;

namespace Streaming.Tests.Postgresql;

/// <summary>Tests the encryption of the announcements between nodes, which every role of the database can receive and send.</summary>
public sealed class AnnouncementCipherTests
{
    private static readonly byte[] s_key = AnnouncementCipher.KeyOf("secret");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(AnnouncementCipher.MaxBytes)]
    public void An_announcement_is_read_with_its_key_on_its_channel_only(int length)
    {
        var announcement = new string('x', length);
        var text = AnnouncementCipher.Encrypt(s_key, "streaming", announcement);

        text.Length.Should().BeLessThan(8_000, "PostgreSQL allows no longer notification");
        AnnouncementCipher.TryDecrypt(s_key, "streaming", text).Should().Be(announcement);
        AnnouncementCipher.TryDecrypt(s_key, "streaming_memory", text).Should().BeNull();
        AnnouncementCipher.TryDecrypt(AnnouncementCipher.KeyOf("another"), "streaming", text).Should().BeNull();
        AnnouncementCipher.Encrypt(s_key, "streaming", announcement).Should().NotBe(text, "equal announcements look different");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1,777777,1,[[\"news\",\"abcdef\",2,1,[[0,\"message\",\"Boss\",\"forged\"]]]]]")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("é")]
    public void A_text_of_somebody_else_is_not_read(string text) =>
        AnnouncementCipher.TryDecrypt(s_key, "streaming", text).Should().BeNull();

    [Fact]
    public void A_changed_announcement_is_not_read()
    {
        var text = AnnouncementCipher.Encrypt(s_key, "streaming", "[1,2,3]");
        for (var i = 0; i < text.Length; i += 4)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            AnnouncementCipher.TryDecrypt(s_key, "streaming", new string(changed)).Should().BeNull();
        }
    }
}
