using System.Globalization;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Converts positions to offsets of the Durable Streams protocol: 16 digits of the message's number, a hyphen, and the epoch (the id of one
/// lifetime of the topic). Clients compare these offsets as text. The number comes first, so that the order is correct even if the epochs
/// differ. They differ between a topic and its fork (a topic that begins with the other topic's messages).
/// </summary>
internal static class StreamOffset
{
    private const int Digits = 16;

    // The reference server of the protocol writes an underscore between the numbers. This server accepts the underscore, but does not write
    // it, because some clients add 1 to the text after the underscore.
    private const char Separator = '-';
    private const char OtherSeparator = '_';

    /// <summary>Writes a position as an offset of the Durable Streams protocol.</summary>
    public static string Format(Position position) =>
        string.Create(CultureInfo.InvariantCulture, $"{position.Offset:D16}{Separator}{position.Epoch}");

    /// <summary>Parses an offset of the Durable Streams protocol; returns false if the text is not such an offset.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Position position)
    {
        position = default;
        if (text.Length is <= Digits + 1 or > Digits + 1 + Position.MaxEpochLength || text[Digits] is not (Separator or OtherSeparator)
            || !long.TryParse(text[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return false;
        var epoch = text[(Digits + 1)..];
        foreach (var c in epoch)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        position = new Position(epoch.ToString(), offset);
        return true;
    }
}
