using System.Globalization;

namespace Streaming.Server.Messages;

/// <summary>Who published a message, as shown to readers: 1 to 64 characters without control characters, line ends or lone surrogates.</summary>
public static class SenderName
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaxLength = 64;

    /// <summary>The key of the limit that may be set lower.</summary>
    internal const string LengthLimit = "Access:Limits:SenderNameLength";

    /// <summary>The name to use for what somebody gave; null stays null.</summary>
    /// <exception cref="RefusalException">The name is not one.</exception>
    public static string? Check(string? name)
    {
        if (name is null)
            return null;
        if (name.Length > MaxLength)
            throw RefusalException.TooLarge(LengthLimit, $"The name has {name.Length} characters; give it 1 to {MaxLength}.", RefusalReason.Invalid);
        if (string.IsNullOrWhiteSpace(name))
            throw RefusalException.Invalid($"The name is empty; give it 1 to {MaxLength} characters.");
        if (!NewMessage.IsWellFormed(name) || HasControl(name))
            throw RefusalException.Invalid("The name has a control or invisible formatting character; use printable characters only.");
        return name;
    }

    // Format characters (right-to-left marks, zero-width ones) can make one name look like another.
    private static bool HasControl(string name)
    {
        foreach (var c in name)
        {
            if (char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return true;
        }

        return false;
    }
}
