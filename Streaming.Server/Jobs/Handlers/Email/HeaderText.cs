using System.Globalization;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Detects invisible and misleading characters in the headers of mails, so that recipients see exactly the text that the header contains.
/// </summary>
internal static class HeaderText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// Returns true if a character outside of ASCII may be part of an e-mail address. Allowed are letters, digits, and marks that change
    /// the letter before them.
    /// </summary>
    public static bool IsWordCharacter(Rune rune, bool isFirst) => !IsBlank(rune.Value) && Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => true,
        UnicodeCategory.DecimalDigitNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => !isFirst,
        _ => false,
    };

    /// <summary>
    /// Returns true if the text is one line without control characters and without characters that hide text or change its direction.
    /// </summary>
    public static bool IsLine(string text)
    {
        if (!NewMessage.IsWellFormed(text))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            // The zero-width joiner and non-joiner are allowed, because emoji and some scripts need them.
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (category == UnicodeCategory.Format && rune.Value is not (ZeroWidthJoiner or ZeroWidthNonJoiner)))
                return false;
        }

        return true;
    }

    // Returns true for characters that Unicode counts as letters or marks although they are invisible, for example fillers and variation
    // selectors.
    private static bool IsBlank(int value) =>
        value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F)
            or 0xFFA0
        or (>= 0xE0100 and <= 0xE01EF);
}
