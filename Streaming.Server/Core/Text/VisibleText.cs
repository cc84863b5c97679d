using System.Globalization;
using System.Text;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Checks that a text has no invisible characters, such as right-to-left marks or zero-width spaces, with which one name could look like
/// another. Joiners (invisible characters that connect two neighbouring characters) are allowed in emoji, and in scripts that need joiners.
/// </summary>
internal static class VisibleText
{
    private const int NonJoiner = 0x200C, Joiner = 0x200D, BlackFlag = 0x1F3F4, FirstTag = 0xE0020, LastTag = 0xE007F;

    // Letters, marks and symbols that have no shape.
    private const int GraphemeJoiner = 0x034F, FirstHangulFiller = 0x115F, LastHangulFiller = 0x1160, BlankBraille = 0x2800,
        HangulFiller = 0x3164, HalfHangulFiller = 0xFFA0;

    /// <summary>Returns whether all characters of a text are visible.</summary>
    public static bool IsVisible(string text)
    {
        var (before, previous, isFlag) = (default(Rune?), default(Rune?), false);
        foreach (var rune in text.EnumerateRunes())
        {
            // A joiner is checked together with the next character, because the characters on both sides of a joiner decide whether it is
            // allowed.
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

    // Returns whether a joiner (an invisible character that connects its neighbours) may stand next to a character. Allowed are letters
    // without upper and lower case (Arabic, Indic scripts and others), the marks of such letters, and emoji with their modifiers. Latin,
    // Greek and Cyrillic letters are not allowed.
    private static bool Joins(Rune? rune) =>
        rune is { } neighbour && Rune.GetUnicodeCategory(neighbour) is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is GraphemeJoiner or BlankBraille or >= FirstHangulFiller and <= LastHangulFiller or HangulFiller or HalfHangulFiller;
}
