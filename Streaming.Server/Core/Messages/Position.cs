using System.Globalization;

namespace Streaming.Server.Core.Messages;

/// <summary>Where a reader stands in a topic, written <c>epoch-offset</c>: it has everything up to and including that offset.</summary>
/// <param name="Epoch">One life of the topic's log; it changes only when the log was lost or made anew.</param>
/// <param name="Offset">0 before the first message; rises by exactly 1 with each message of the topic.</param>
public readonly record struct Position(string Epoch, long Offset)
{
    /// <summary>The longest epoch, in characters (a-z, 0-9).</summary>
    public const int MaxEpochLength = 32;

    /// <summary>Reads a position.</summary>
    /// <exception cref="RefusalException">The text is not a position.</exception>
    public static Position Parse(string text) =>
        TryParse(text, out var position)
            ? position
            : throw RefusalException.Invalid("The position is not valid; a position looks like 'k3f9a2-1042': the epoch, a hyphen and the offset, as they come with every message.");

    /// <summary>Reads a position; false if the text is none.</summary>
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

        // 18 digits always fit a long, and NumberStyles.None takes neither sign nor space.
        var digits = text[(hyphen + 1)..];
        if (digits.Length is 0 or > 18 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return false;
        position = new Position(epoch.ToString(), offset);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Offset}");
}
