using System.Globalization;

namespace Streaming.Stress.Ledgers;

/// <summary>The position of a message: the epoch of its topic's log, and its offset in the topic.</summary>
internal readonly record struct Position(string Epoch, long Offset)
{
    /// <summary>Parses the text of a position, such as <c>k3f9a2-1042</c>.</summary>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static Position Parse(string text)
    {
        var dash = text.LastIndexOf('-');
        if (dash <= 0 || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            throw new FormatException($"'{text}' is not a position.");
        return new Position(text[..dash], offset);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Offset}");
}
