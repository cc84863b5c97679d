using System.Globalization;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>Who published a message, as shown to readers: 1 to 64 characters as people count them, without control or invisible characters, line ends or lone surrogates.</summary>
public static class SenderName
{
    /// <summary>The longest name, in characters that people see: an emoji is one, and so is a letter with its marks.</summary>
    public const int MaxLength = 64;

    /// <summary>The key of the limit that may be set lower.</summary>
    internal const string LengthLimit = "Access:Limits:SenderNameLength";

    // A character that people see may consist of any number of marks.
    private const int MaxUnits = 8 * MaxLength;

    /// <summary>The name to use for what somebody gave; null stays null.</summary>
    /// <exception cref="RefusalException">The name is not one.</exception>
    public static string? Check(string? name)
    {
        if (name is null)
            return null;
        if (name.Length > MaxUnits)
            throw RefusalException.TooLarge(LengthLimit, $"The name has {name.Length} UTF-16 code units; at most {MaxUnits} are allowed.", RefusalReason.Invalid);
        if (IsLonger(name, MaxLength))
            throw RefusalException.TooLarge(LengthLimit, $"The name has {LengthOf(name)} characters; give it 1 to {MaxLength}.", RefusalReason.Invalid);
        if (string.IsNullOrWhiteSpace(name))
            throw RefusalException.Invalid($"The name is empty; give it 1 to {MaxLength} characters.");
        if (!NewMessage.IsWellFormed(name) || !VisibleText.IsVisible(name))
            throw RefusalException.Invalid("The name has a control or invisible formatting character; use printable characters only.");
        return name;
    }

    /// <summary>Whether the name has more characters than a limit.</summary>
    internal static bool IsLonger(string name, int limit) => name.Length > limit && LengthOf(name) > limit;

    /// <summary>The length in characters that people see.</summary>
    internal static int LengthOf(string name) => new StringInfo(name).LengthInTextElements;
}
