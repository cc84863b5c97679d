using System.Buffers;
using System.Globalization;
using System.Text;

namespace Streaming.Server.Core.Csv;

/// <summary>
/// Detects text that a spreadsheet may run as a formula. Such a text starts with one of the characters <c>= + - @</c>, or with a
/// full-width, small or mathematical variant of them; there may be white space or invisible characters before this character. As OWASP
/// recommends, a text that starts with a tab or a line end also counts as a formula.
/// </summary>
internal static class FormulaText
{
    private static readonly SearchValues<char> s_formulaStarts = SearchValues.Create("=+-@＝＋－＠﹦﹢﹣﹫−⁼⁺⁻₌₊₋");

    /// <summary>
    /// Checks quickly, by the first character only, that a text is not a formula. Returns true for a printable ASCII character other than
    /// <c>= + - @</c>, such as a letter, a digit, a quote or a bracket. If the result is false, the whole text must be checked.
    /// </summary>
    /// <param name="first">The first character of the text, or the first byte of the text in UTF-8.</param>
    public static bool IsPlain(int first) => first is > 0x20 and < 0x7F and not '=' and not '+' and not '-' and not '@';

    /// <summary>Returns whether a spreadsheet may run the text as a formula.</summary>
    /// <param name="utf8">The text to check, in UTF-8.</param>
    public static bool IsFormula(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || IsPlain(utf8[0]))
            return false;
        if (utf8[0] is (byte)'\t' or (byte)'\r' or (byte)'\n')
            return true;
        while (Rune.DecodeFromUtf8(utf8, out var rune, out var length) == OperationStatus.Done)
        {
            if (rune.IsBmp && s_formulaStarts.Contains((char)rune.Value))
                return true;
            if (!IsSkipped(rune))
                return false;
            utf8 = utf8[length..];
        }

        return false;
    }

    private static bool IsSkipped(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;
}
