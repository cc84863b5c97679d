using System.Globalization;
using System.Text;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Whether a text shows all that it consists of. Format characters (right-to-left marks, zero-width spaces) can make one name look like another, and are not visible;
/// joiners are where they belong to a script or an emoji.
/// </summary>
internal static class VisibleText
{
    private const int NonJoiner = 0x200C, Joiner = 0x200D, BlackFlag = 0x1F3F4, FirstTag = 0xE0020, LastTag = 0xE007F;

    /// <summary>Whether all of the text is visible.</summary>
    public static bool IsVisible(string text)
    {
        var (before, previous, isFlag) = (default(Rune?), default(Rune?), false);
        foreach (var rune in text.EnumerateRunes())
        {
            // A joiner is judged by both its neighbours, so one character later.
            if (previous is { } last && IsJoiner(last) && !(Joins(before) && Joins(rune)))
                return false;
            isFlag = rune.Value == BlackFlag || (isFlag && rune.Value is >= FirstTag and <= LastTag);
            if (!IsJoiner(rune) && !isFlag && IsHidden(rune))
                return false;
            (before, previous) = (previous, rune);
        }

        return previous is not { } end || !IsJoiner(end);
    }

    private static bool IsJoiner(Rune rune) => rune.Value is NonJoiner or Joiner;

    // Letters without case (of Arabic, of the scripts of India and others), their marks, and emoji with theirs. Latin, Greek and Cyrillic letters have case and do not join.
    private static bool Joins(Rune? rune) => rune is { } neighbour && Rune.GetUnicodeCategory(neighbour) is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
