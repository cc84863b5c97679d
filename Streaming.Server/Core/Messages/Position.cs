using System.Globalization;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// A position in a topic, written <c>epoch-offset</c>. (The epoch is the id of one lifetime of the topic's log; the offset is the number of
/// a message.) A subscriber at a position has received all messages whose offsets are not greater than the offset of the position.
/// </summary>
/// <param name="Epoch">A text that identifies one lifetime of the topic's log. The epoch changes when messages of the log were lost, or
/// when the log or the topic is created again.</param>
/// <param name="Offset">The number of the message in its topic: 1 for the first message, 2 for the second, and so on. 0 is the position
/// before the first message.</param>
public readonly record struct Position(string Epoch, long Offset)
{
    /// <summary>The maximum length of an epoch (the id of one lifetime of a topic's log), in characters (a-z, 0-9).</summary>
    public const int MaxEpochLength = 32;

    /// <summary>Parses a position in a topic, written <c>epoch-offset</c>.</summary>
    /// <exception cref="RefusalException">The text is not a position.</exception>
    public static Position Parse(string text) =>
        TryParse(text, out var position)
            ? position
            : throw RefusalException.Invalid(
                "The position is not valid; a position looks like 'k3f9a2-1042': the epoch, a hyphen and the offset, as they come with " +
                "every message.");

    /// <summary>Parses a position in a topic, written <c>epoch-offset</c>. Returns false if the text is not a position.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Position position)
    {
        position = default;
        var hyphen = text.IndexOf('-');
        if (hyphen is < 1 or > MaxEpochLength)
            return false;
        var epoch = text[..hyphen];
        foreach (var c in epoch)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        // An offset may have at most 18 digits, because every number of 18 digits fits into a long. NumberStyles.None allows neither a sign
        // nor spaces.
        var digits = text[(hyphen + 1)..];
        if (digits.Length is 0 or > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return false;
        position = new Position(epoch.ToString(), offset);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Offset}");
}
